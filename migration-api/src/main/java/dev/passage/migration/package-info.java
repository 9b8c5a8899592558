/**
 * The door through which a host application plans, runs, watches and rolls back migrations. Start with
 * {@link dev.passage.migration.MigrationController}.
 */
@NullMarked
package dev.passage.migration;

import org.jspecify.annotations.NullMarked;
