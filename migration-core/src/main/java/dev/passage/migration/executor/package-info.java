/**
 * Runs one migration: a pure decision, and one loop with all side effects around it. Start with {@link dev.passage.migration.executor.MigrationRun}.
 */
@NullMarked
package dev.passage.migration.executor;

import org.jspecify.annotations.NullMarked;
