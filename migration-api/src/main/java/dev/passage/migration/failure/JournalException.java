package dev.passage.migration.failure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the journal cannot be used.
 *
 * @since 0.1.0
 */
public final class JournalException extends MigrationException {

    /**
     * Why a journal cannot be used.
     *
     * @since 0.1.0
     */
    public enum Reason {
        /** Its database cannot be reached or refused a statement. */
        UNREACHABLE,
        /** Its tables do not exist. */
        MISSING_SCHEMA,
        /** Its tables are of another version than this library's. */
        SCHEMA_VERSION,
        /** A record was changed, removed, reordered or cut off. */
        BROKEN_CHAIN,
        /** A record cannot be read by this version of the library. */
        UNREADABLE_RECORD,
        /** Its database would lose acknowledged records in a crash. */
        NOT_DURABLE,
        /** Its database is of a kind or version that is not supported. */
        UNSUPPORTED_DATABASE
    }

    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason why the journal cannot be used
     * @param problem what is wrong, naming the table, record or setting at fault
     * @param remedy what to do next
     * @param cause what was thrown, or null when nothing was
     */
    public JournalException(Reason reason, String problem, String remedy, @Nullable Throwable cause) {
        super(
                reason == Reason.BROKEN_CHAIN ? FailureKind.DATA_CORRUPTION : FailureKind.JOURNAL_UNAVAILABLE,
                problem,
                remedy,
                cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns why the journal cannot be used.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
