/**
 * What a migration tells its listeners. Start with {@link dev.passage.migration.event.MigrationListener}.
 */
@NullMarked
package dev.passage.migration.event;

import org.jspecify.annotations.NullMarked;
