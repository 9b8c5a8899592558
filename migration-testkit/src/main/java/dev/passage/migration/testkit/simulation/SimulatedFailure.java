package dev.passage.migration.testkit.simulation;

/**
 * A database's answer that a simulated program has to live with. Has no stack trace, since a simulation makes many.
 *
 * @since 0.1.0
 */
public final class SimulatedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What happened. */
    private final Reason reason;

    /**
     * What happened.
     *
     * @since 0.1.0
     */
    public enum Reason {
        /** The transaction lost against another and is rolled back; it may be tried again. */
        ABORTED,
        /** The commit was sent, and it is unknown whether it took place. */
        UNCERTAIN
    }

    SimulatedFailure(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /**
     * Returns what happened.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
