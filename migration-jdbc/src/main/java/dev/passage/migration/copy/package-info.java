/**
 * Moves the rows of tables between two databases in chunks that each commit with their checkpoint. Start with
 * {@link dev.passage.migration.copy.Copier}.
 */
@NullMarked
package dev.passage.migration.copy;

import org.jspecify.annotations.NullMarked;
