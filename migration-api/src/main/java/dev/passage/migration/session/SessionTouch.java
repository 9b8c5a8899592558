package dev.passage.migration.session;

import java.time.Instant;
import java.util.Objects;

/**
 * The use of a session, which changes its times and no byte. Immutable.
 *
 * @param id the session
 * @param base the version that it builds on; where another is stored, nothing is changed
 * @param version the version of the touch, newer than the base
 * @param lastAccessedAt when the session was used
 * @param expiresAt until when it lives now
 * @since 0.1.0
 */
public record SessionTouch(
        SessionId id, SessionVersion base, SessionVersion version, Instant lastAccessedAt, Instant expiresAt) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the version is not newer than the base
     */
    public SessionTouch {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(lastAccessedAt, "lastAccessedAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        if (version.compareTo(base) <= 0) {
            throw new IllegalArgumentException("The version of a touch must be newer than the one it builds on.");
        }
    }

    /**
     * Returns the session after the touch.
     *
     * @param session the session in the version that the touch builds on
     * @return the session with the times and the version of the touch
     */
    public Session applyTo(Session session) {
        return session.touched(lastAccessedAt, expiresAt).withVersion(version);
    }
}
