package dev.passage.migration.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ConcurrentModificationException;

/** H2 2.x. */
final class H2Dialect implements Dialect {
    private static final int LONGEST_IDENTIFIER = 256;
    private static final int DUPLICATE_KEY = 23505;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int GENERAL_ERROR = 50_000;
    private static final int DEADLOCK = 40001;
    private static final int CONCURRENT_UPDATE = 90131;

    @Override
    public Engine engine() {
        return Engine.H2;
    }

    @Override
    public String quoted(String identifier) {
        Dialects.refuseUnquotable(identifier, identifier.length(), LONGEST_IDENTIFIER, Engine.H2);
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String forShare() {
        return forUpdate();
    }

    /** It does not know since when a transaction is open, only since when its session does nothing. */
    @Override
    public String holders() {
        return "SELECT 'session ' || SESSION_ID || ' of ' || USER_NAME || COALESCE(', idle for '"
                + " || DATEDIFF(SECOND, SLEEP_SINCE, CURRENT_TIMESTAMP) || ' s', '') FROM INFORMATION_SCHEMA.SESSIONS"
                + " WHERE CONTAINS_UNCOMMITTED AND SESSION_ID <> SESSION_ID() ORDER BY SLEEP_SINCE LIMIT 3";
    }

    @Override
    public String nowMicros() {
        return "CAST(FLOOR(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000) AS BIGINT)";
    }

    @Override
    public SessionLimit limitLockWait(Connection connection, Duration limit) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery("SELECT LOCK_TIMEOUT()")) {
            before.next();
            int former = before.getInt(1);
            set(connection, "LOCK_TIMEOUT", MilliSeconds.of(limit));
            return () -> set(connection, "LOCK_TIMEOUT", former);
        }
    }

    @Override
    public SessionLimit limitStatement(Connection connection, Duration limit) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'QUERY_TIMEOUT'")) {
            long former = before.next() ? before.getLong(1) : 0;
            set(connection, "QUERY_TIMEOUT", MilliSeconds.of(limit));
            return () -> set(connection, "QUERY_TIMEOUT", former);
        }
    }

    private static void set(Connection connection, String setting, long value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET " + setting + " " + value);
        }
    }

    @Override
    public String varchar(int characters) {
        return "CHARACTER VARYING(" + characters + ")";
    }

    @Override
    public String largeText() {
        return "CHARACTER LARGE OBJECT";
    }

    @Override
    public String largeBytes() {
        return "BINARY LARGE OBJECT";
    }

    @Override
    public boolean isDuplicateKey(SQLException failure) {
        return failure.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public boolean isLockTimeout(SQLException failure) {
        return failure.getErrorCode() == LOCK_TIMEOUT;
    }

    @Override
    public boolean isTransient(SQLException failure) {
        return failure.getErrorCode() == DEADLOCK
                || failure.getErrorCode() == CONCURRENT_UPDATE
                || hasMetANewTrigger(failure);
    }

    /** H2 does not guard its list of a table's triggers, so a writer who passes no gate can meet one that is just being added. */
    private static boolean hasMetANewTrigger(SQLException failure) {
        return failure.getErrorCode() == GENERAL_ERROR && failure.getCause() instanceof ConcurrentModificationException;
    }
}
