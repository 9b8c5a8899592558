package dev.passage.migration.sql;

import java.sql.SQLException;

/**
 * What a driver reported, without its words: drivers echo values of rows and URLs with passwords in their messages (H4). Class,
 * SQLSTATE, vendor code and stack trace stay.
 *
 * @since 0.1.0
 */
public final class RedactedSqlException extends SQLException {

    private static final long serialVersionUID = 1L;

    private RedactedSqlException(SQLException failure) {
        super(describe(failure), failure.getSQLState(), failure.getErrorCode());
    }

    /**
     * Returns a failure without the driver's words.
     *
     * @param failure what the driver threw
     * @return the same, fit for a log
     */
    public static SQLException of(SQLException failure) {
        SQLException plain = SqlStates.ofDriver(failure);
        SQLException redacted = new RedactedSqlException(plain);
        redacted.setStackTrace(plain.getStackTrace());
        return redacted;
    }

    /**
     * Returns what may be said of a failure in a message.
     *
     * @param failure what the driver threw
     * @return class, SQLSTATE and vendor code
     */
    public static String describe(SQLException failure) {
        return failure.getClass().getSimpleName() + ", SQLSTATE " + failure.getSQLState() + ", code "
                + failure.getErrorCode();
    }
}
