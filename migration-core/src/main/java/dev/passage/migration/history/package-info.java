/**
 * What a journal record can say, and the state that follows from all of them. Start with {@link dev.passage.migration.history.MigrationHistory}.
 */
@NullMarked
package dev.passage.migration.history;

import org.jspecify.annotations.NullMarked;
