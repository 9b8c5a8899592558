/**
 * Stages that a migration enters and every instance of a host follows, as the journal tells. Start with
 * {@link dev.passage.migration.stage.StageJournal}.
 */
@NullMarked
package dev.passage.migration.stage;

import org.jspecify.annotations.NullMarked;
