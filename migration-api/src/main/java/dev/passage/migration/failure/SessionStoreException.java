package dev.passage.migration.failure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a store of sessions cannot be reached, or refuses a session for what it is (S1).
 *
 * @since 0.1.0
 */
public final class SessionStoreException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The name of the store. */
    private final String store;

    /** What failed and why. */
    private final String problem;

    /** Whether the store is at fault, not the session. */
    private final boolean outage;

    private SessionStoreException(
            String store, FailureKind kind, String problem, String remedy, boolean outage, @Nullable Throwable cause) {
        super(kind, problem, remedy, cause);
        this.store = Objects.requireNonNull(store, "store");
        this.problem = problem;
        this.outage = outage;
    }

    /**
     * Returns an exception for a store that does not answer; trying again may help.
     *
     * @param store the name of the store
     * @param reason why, as a part of a sentence; no address, no value
     * @param cause what was thrown, or null when nothing was
     * @return the exception
     */
    public static SessionStoreException unavailable(String store, String reason, @Nullable Throwable cause) {
        return new SessionStoreException(
                store,
                FailureKind.DEPENDENCY_UNAVAILABLE,
                "Session store " + store + " cannot be used: " + reason + ".",
                "Bring the store back; what was acknowledged is kept, and the call may be made again.",
                true,
                cause);
    }

    /**
     * Returns an exception for a session that the store will never take.
     *
     * @param store the name of the store
     * @param session the fingerprint of the session
     * @param reason why, as a part of a sentence; no value
     * @return the exception
     */
    public static SessionStoreException refused(String store, String session, String reason) {
        return new SessionStoreException(
                store,
                FailureKind.INSUFFICIENT_RESOURCES,
                "Session store " + store + " does not take session " + session + ": " + reason + ".",
                "Make the session fit, raise the limit of the store, or end the session.",
                false,
                null);
    }

    /**
     * Returns an exception for a write that cannot be made just now because of a move.
     *
     * @param store the name of the migrating store
     * @param reason why, as a part of a sentence
     * @param remedy what to do next
     * @return the exception
     */
    public static SessionStoreException held(String store, String reason, String remedy) {
        return new SessionStoreException(
                store,
                FailureKind.DEPENDENCY_UNAVAILABLE,
                "Session store " + store + " takes no write: " + reason + ".",
                remedy,
                true,
                null);
    }

    /**
     * Returns the store at fault.
     *
     * @return its name
     */
    public String store() {
        return store;
    }

    /**
     * Returns what failed and why, without what to do next.
     *
     * @return one sentence
     */
    public String problem() {
        return problem;
    }

    /**
     * Tells whether the store is at fault, so that trying again may help, and not the session.
     *
     * @return whether it is
     */
    public boolean isOutage() {
        return outage;
    }
}
