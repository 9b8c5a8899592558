package dev.passage.migration.failure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one family of exceptions that Passage throws. Each names the thing at fault, says why, and what to do next; none
 * holds a secret or a value from a user's row, so its message may be logged and journaled (X9, H4).
 *
 * <p>Wrong use of the API is an {@link IllegalArgumentException} or {@link IllegalStateException} instead.
 *
 * @since 0.1.0
 */
public abstract sealed class MigrationException extends RuntimeException
        permits PlanRejectedException,
                PlanDriftException,
                ApprovalRefusedException,
                HandlerUnavailableException,
                UnknownMigrationException,
                RequestRefusedException,
                StepFailedException,
                VerificationFailedException,
                RollbackFailedException,
                EndpointUnavailableException,
                LeaseHeldException,
                LeaseLostException,
                JournalException,
                SessionStoreException,
                TenantMovingException {

    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    private final FailureKind kind;

    /** What to do next. */
    private final String remedy;

    /**
     * Creates the exception.
     *
     * @param kind the kind of failure
     * @param problem what failed, naming the thing at fault, and why
     * @param remedy what to do next
     * @param cause the cause, or null when there is none
     */
    MigrationException(FailureKind kind, String problem, String remedy, @Nullable Throwable cause) {
        super(Objects.requireNonNull(problem, "problem") + " " + Objects.requireNonNull(remedy, "remedy"), cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.remedy = remedy;
    }

    /**
     * Returns the kind of failure.
     *
     * @return the kind
     */
    public FailureKind kind() {
        return kind;
    }

    /**
     * Returns what to do next, which is also the end of the message.
     *
     * @return one or two sentences
     */
    public String remedy() {
        return remedy;
    }
}
