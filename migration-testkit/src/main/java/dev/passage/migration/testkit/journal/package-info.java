/**
 * What every journal must do, as tests. Start with {@link dev.passage.migration.testkit.journal.JournalContract}.
 */
@NullMarked
package dev.passage.migration.testkit.journal;

import org.jspecify.annotations.NullMarked;
