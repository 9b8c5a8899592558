/**
 * Where a migration stands and how it ended. Start with {@link dev.passage.migration.status.MigrationStatus}.
 */
@NullMarked
package dev.passage.migration.status;

import org.jspecify.annotations.NullMarked;
