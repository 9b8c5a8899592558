/**
 * The append-only record of everything a migration did. Start with {@link dev.passage.migration.journal.Journal}.
 */
@NullMarked
package dev.passage.migration.journal;

import org.jspecify.annotations.NullMarked;
