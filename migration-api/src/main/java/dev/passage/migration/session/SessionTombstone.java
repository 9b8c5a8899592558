package dev.passage.migration.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Says that a session was deleted, so that no late write and no copy brings it back (S4). Immutable.
 *
 * @param id the id of the deleted session
 * @param version the version of the deletion
 * @param expiresAt until when it must be kept
 * @since 0.1.0
 */
public record SessionTombstone(SessionId id, SessionVersion version, Instant expiresAt) implements SessionEntry {

    /** Cuts the expiry to milliseconds. */
    public SessionTombstone {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public boolean isTombstone() {
        return true;
    }

    @Override
    public long bytes() {
        return 0;
    }
}
