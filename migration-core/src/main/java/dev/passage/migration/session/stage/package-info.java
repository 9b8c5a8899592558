/**
 * The six stages of a move of sessions. Start with {@link dev.passage.migration.session.stage.SessionStage}.
 */
@NullMarked
package dev.passage.migration.session.stage;

import org.jspecify.annotations.NullMarked;
