/**
 * A journal that forgets, for tests. Start with {@link dev.passage.migration.journal.memory.InMemoryJournal}.
 */
@NullMarked
package dev.passage.migration.journal.memory;

import org.jspecify.annotations.NullMarked;
