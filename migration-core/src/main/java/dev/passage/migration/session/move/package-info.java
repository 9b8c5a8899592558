/**
 * Moves sessions from one store to another. Start with {@link dev.passage.migration.session.move.SessionMove}.
 */
@NullMarked
package dev.passage.migration.session.move;

import org.jspecify.annotations.NullMarked;
