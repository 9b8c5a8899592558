/**
 * The journal as a file that can be kept elsewhere and checked there. Start with
 * {@link dev.passage.migration.audit.AuditExport}.
 */
@NullMarked
package dev.passage.migration.audit;

import org.jspecify.annotations.NullMarked;
