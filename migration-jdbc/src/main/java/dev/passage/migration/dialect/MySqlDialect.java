package dev.passage.migration.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** MariaDB 10.6 and newer, MySQL 8 and newer. */
final class MySqlDialect implements Dialect {
    private static final int LONGEST_IDENTIFIER = 64;
    private static final int DUPLICATE_KEY = 1062;
    private static final int LOCK_TIMEOUT = 1205;
    private static final int STATEMENT_TIMEOUT = 1969;
    private static final int DEADLOCK = 1213;
    private static final int CHANGED_SINCE_READ = 1020;

    private final Engine engine;

    MySqlDialect(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public String quoted(String identifier) {
        int characters = identifier.codePointCount(0, identifier.length());
        Dialects.refuseUnquotable(identifier, characters, LONGEST_IDENTIFIER, engine);
        return '`' + identifier.replace("`", "``") + '`';
    }

    @Override
    public String forShare() {
        return engine == Engine.MARIADB ? " LOCK IN SHARE MODE" : " FOR SHARE";
    }

    /** Needs the right PROCESS. */
    @Override
    public String holders() {
        return "SELECT CONCAT('connection ', session.ID, ' of ', session.USER, ', open for ',"
                + " TIMESTAMPDIFF(SECOND, held.trx_started, NOW()), ' s')"
                + " FROM information_schema.INNODB_TRX held JOIN information_schema.PROCESSLIST session"
                + " ON session.ID = held.trx_mysql_thread_id WHERE session.DB = DATABASE()"
                + " AND session.ID <> CONNECTION_ID() AND held.trx_rows_locked > 0 ORDER BY held.trx_started LIMIT 3";
    }

    @Override
    public String nowMicros() {
        return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6))";
    }

    @Override
    public SessionLimit limitLockWait(Connection connection, Duration limit) throws SQLException {
        return set(connection, "innodb_lock_wait_timeout", seconds(limit));
    }

    private static String seconds(Duration limit) {
        return Long.toString((MilliSeconds.of(limit) + 999) / 1000);
    }

    /** MariaDB counts the wait for a lock in whole seconds, but the time of a statement exactly. */
    @Override
    public SessionLimit limitWait(Connection connection, Duration limit) throws SQLException {
        if (engine == Engine.MARIADB) {
            return limitStatement(connection, limit);
        }
        SessionLimit ofRows = limitLockWait(connection, limit);
        SessionLimit ofTables = set(connection, "lock_wait_timeout", seconds(limit));
        return () -> {
            ofTables.close();
            ofRows.close();
        };
    }

    @Override
    public SessionLimit limitStatement(Connection connection, Duration limit) throws SQLException {
        long millis = MilliSeconds.of(limit);
        return engine == Engine.MARIADB
                ? set(connection, "max_statement_time", millis / 1000 + "." + String.format("%03d", millis % 1000))
                : set(connection, "max_execution_time", Long.toString(millis));
    }

    private static SessionLimit set(Connection connection, String variable, String value) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery("SELECT @@SESSION." + variable)) {
            before.next();
            String former = before.getBigDecimal(1).toPlainString();
            assign(connection, variable, value);
            return () -> assign(connection, variable, former);
        }
    }

    private static void assign(Connection connection, String variable, String value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION " + variable + " = " + value);
        }
    }

    @Override
    public String varchar(int characters) {
        String collation = engine == Engine.MARIADB ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
        return "VARCHAR(" + characters + ") CHARACTER SET utf8mb4 COLLATE " + collation;
    }

    @Override
    public String largeText() {
        return "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    }

    @Override
    public String largeBytes() {
        return "LONGBLOB";
    }

    @Override
    public String tableOptions() {
        return " ENGINE = InnoDB";
    }

    @Override
    public boolean isDuplicateKey(SQLException failure) {
        return failure.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public boolean isLockTimeout(SQLException failure) {
        return failure.getErrorCode() == LOCK_TIMEOUT || failure.getErrorCode() == STATEMENT_TIMEOUT;
    }

    @Override
    public boolean isTransient(SQLException failure) {
        return failure.getErrorCode() == DEADLOCK
                || failure.getErrorCode() == CHANGED_SINCE_READ
                || Dialect.super.isTransient(failure);
    }
}
