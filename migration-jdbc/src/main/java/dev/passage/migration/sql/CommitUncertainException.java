package dev.passage.migration.sql;

import java.sql.SQLException;

/**
 * Thrown when a commit was sent and its answer is missing or an error: the transaction may be stored or not.
 *
 * @since 0.1.0
 */
public final class CommitUncertainException extends SQLException {

    private static final long serialVersionUID = 1L;

    CommitUncertainException(SQLException failure) {
        super("The outcome of a commit is unknown", failure.getSQLState(), failure.getErrorCode(), failure);
    }
}
