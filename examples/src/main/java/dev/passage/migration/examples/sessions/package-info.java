/**
 * Sessions of a host that uses Spring Session, on a store that moves. Start with
 * {@link dev.passage.migration.examples.sessions.MovingSessionRepository}.
 */
@NullMarked
package dev.passage.migration.examples.sessions;

import org.jspecify.annotations.NullMarked;
