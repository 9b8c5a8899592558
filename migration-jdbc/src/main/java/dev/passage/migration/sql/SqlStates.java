package dev.passage.migration.sql;

import java.sql.SQLException;
import java.util.Set;

/**
 * What SQLSTATEs mean on every engine.
 *
 * @since 0.1.0
 */
public final class SqlStates {
    private static final Set<String> LOST_CONNECTION = Set.of("57P01", "57P02", "90067", "90098", "90121");
    private static final Set<String> NO_SUCH_TABLE = Set.of("42P01", "42S02", "42S03", "42S04", "3F000", "90079");

    private SqlStates() {}

    /**
     * Tells whether the connection is gone or could not be made.
     *
     * @param failure what the driver threw
     * @return whether it is
     */
    public static boolean isConnectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || LOST_CONNECTION.contains(state));
    }

    /**
     * Tells whether a table or its schema does not exist.
     *
     * @param failure what the driver threw
     * @return whether it is missing
     */
    public static boolean isMissingTable(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && NO_SUCH_TABLE.contains(state);
    }

    /**
     * Returns what made a commit uncertain, or the failure itself.
     *
     * @param failure what was thrown
     * @return what the driver threw
     */
    public static SQLException ofDriver(SQLException failure) {
        return failure instanceof CommitUncertainException && failure.getCause() instanceof SQLException inner
                ? inner
                : failure;
    }
}
