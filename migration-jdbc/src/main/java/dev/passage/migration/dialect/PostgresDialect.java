package dev.passage.migration.dialect;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** PostgreSQL 14 and newer. */
final class PostgresDialect implements Dialect {
    private static final int LONGEST_IDENTIFIER_BYTES = 63;
    private static final int TURNS = 1952999;

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public String quoted(String identifier) {
        int bytes = identifier.getBytes(StandardCharsets.UTF_8).length;
        Dialects.refuseUnquotable(identifier, bytes, LONGEST_IDENTIFIER_BYTES, Engine.POSTGRESQL);
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String forShare() {
        return " FOR SHARE";
    }

    @Override
    public Optional<String> sharedTurn(String column) {
        return Optional.of("pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended(" + quoted(column)
                + ", " + TURNS + ")) IS NOT NULL");
    }

    @Override
    public Optional<String> readersTurn(String column) {
        return sharedTurn(column)
                .map(turn -> "CASE WHEN pg_catalog.current_setting('transaction_isolation') LIKE 'read %' THEN " + turn
                        + " ELSE TRUE END");
    }

    @Override
    public Optional<String> turn() {
        return Optional.of("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, " + TURNS + "))");
    }

    @Override
    public Optional<String> unlessInUse() {
        return Optional.of(" FOR UPDATE SKIP LOCKED");
    }

    @Override
    public String holders() {
        return "SELECT 'process ' || session.pid || COALESCE(' of ' || session.usename, '')"
                + " || COALESCE(' (' || NULLIF(session.application_name, '') || ')', '') || COALESCE(', open for '"
                + " || CAST(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP() - session.xact_start) AS BIGINT) || ' s', '')"
                + " FROM pg_catalog.pg_locks held JOIN pg_catalog.pg_stat_activity session ON session.pid = held.pid"
                + " JOIN pg_catalog.pg_database here ON here.oid = held.database"
                + " WHERE here.datname = pg_catalog.current_database() AND held.locktype = 'advisory'"
                + " AND held.mode = 'ShareLock' AND held.granted AND held.objsubid = 1"
                + " AND ((CAST(held.classid AS BIGINT) << 32) | CAST(held.objid AS BIGINT))"
                + " = pg_catalog.hashtextextended(?, " + TURNS + ") ORDER BY session.xact_start LIMIT 3";
    }

    @Override
    public String nowMicros() {
        return "CAST(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000000) AS BIGINT)";
    }

    @Override
    public String random() {
        return "RANDOM()";
    }

    @Override
    public SessionLimit limitLockWait(Connection connection, Duration limit) throws SQLException {
        return setLocal(connection, "lock_timeout", limit);
    }

    @Override
    public SessionLimit limitStatement(Connection connection, Duration limit) throws SQLException {
        return setLocal(connection, "statement_timeout", limit);
    }

    @Override
    public Optional<String> leash() {
        return Optional.of(", set_config('idle_in_transaction_session_timeout', '60s', true),"
                + " set_config('application_name', ?, true)");
    }

    @Override
    public Optional<String> eviction() {
        return Optional.of("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
                + " AND application_name = ?");
    }

    @Override
    public Optional<String> writeCounter() {
        return Optional.of("SELECT tup_inserted + tup_updated + tup_deleted FROM pg_stat_database"
                + " WHERE datname = current_database()");
    }

    @Override
    public void limitIdleness(Connection connection, Duration limit) throws SQLException {
        setLocal(connection, "idle_in_transaction_session_timeout", limit);
    }

    /** The end of the transaction puts it back, also when the transaction has failed and takes no more statements. */
    private static SessionLimit setLocal(Connection connection, String setting, Duration limit) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("A limit needs a transaction. Turn auto-commit off first.");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL " + setting + " = " + MilliSeconds.of(limit));
        }
        return () -> {};
    }

    @Override
    public String varchar(int characters) {
        return "VARCHAR(" + characters + ") COLLATE \"C\"";
    }

    @Override
    public String largeText() {
        return "TEXT";
    }

    @Override
    public String largeBytes() {
        return "BYTEA";
    }

    @Override
    public boolean isDuplicateKey(SQLException failure) {
        return "23505".equals(failure.getSQLState());
    }

    @Override
    public boolean isLockTimeout(SQLException failure) {
        return "55P03".equals(failure.getSQLState());
    }
}
