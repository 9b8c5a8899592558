/**
 * The move of one tenant's rows from a database to another. Start with {@link dev.passage.migration.tenant.TenantMove}.
 */
@NullMarked
package dev.passage.migration.tenant;

import org.jspecify.annotations.NullMarked;
