package dev.passage.migration.session;

import java.util.Objects;

/**
 * Why a session was not copied. Immutable.
 *
 * @param id the session, or the key that is none
 * @param reason why, without any value
 * @since 0.1.0
 */
public record SessionFault(SessionId id, String reason) {

    /** Checks that both are given. */
    public SessionFault {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns the fault as it may be shown.
     *
     * @return fingerprint and reason
     */
    @Override
    public String toString() {
        return id + ": " + reason;
    }
}
