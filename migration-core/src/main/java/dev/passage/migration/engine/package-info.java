/**
 * The controller that a host builds. Start with {@link dev.passage.migration.engine.MigrationEngine}.
 */
@NullMarked
package dev.passage.migration.engine;

import org.jspecify.annotations.NullMarked;
