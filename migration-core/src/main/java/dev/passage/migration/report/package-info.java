/**
 * A report that a person can keep. Start with {@link dev.passage.migration.report.MigrationReport}.
 */
@NullMarked
package dev.passage.migration.report;

import org.jspecify.annotations.NullMarked;
