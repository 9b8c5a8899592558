/**
 * How far a migration is, for a person at a terminal. Start with
 * {@link dev.passage.migration.progress.TerminalProgressBar}.
 */
@NullMarked
package dev.passage.migration.progress;

import org.jspecify.annotations.NullMarked;
