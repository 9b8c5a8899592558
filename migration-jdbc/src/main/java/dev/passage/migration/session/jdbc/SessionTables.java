package dev.passage.migration.session.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.sql.Statements;
import java.util.List;
import java.util.Objects;

/**
 * Where the tables of a session store are, and the statements that create them, for a host's own schema tool. Immutable.
 *
 * <p>{@code session} holds sessions and tombstones under the SHA-256 of their id; {@code session_epoch} the epochs that were raised;
 * {@code session_repair} what the other store of a move has missed. Times are milliseconds since 1970.
 *
 * @param schema the schema they are in (MariaDB and MySQL: the database), empty for that of the connection
 * @param prefix what each table's name begins with
 * @since 0.1.0
 */
public record SessionTables(String schema, String prefix) {
    private static final String SESSION = """
            CREATE TABLE IF NOT EXISTS [@session] (
              [place] {text 64} NOT NULL PRIMARY KEY,
              [id] {text 200} NOT NULL,
              [version_number] {bigint} NOT NULL,
              [version_lot] {bigint} NOT NULL,
              [deleted] INT NOT NULL,
              [created_at] {bigint} NOT NULL,
              [accessed_at] {bigint} NOT NULL,
              [expires_at] {bigint} NOT NULL,
              [content] {bytes}){options}""";
    private static final String MARK = """
            CREATE TABLE IF NOT EXISTS [@session_mark] (
              [place] {text 64} NOT NULL PRIMARY KEY,
              [id] {text 200} NOT NULL,
              [version_number] {bigint} NOT NULL,
              [version_lot] {bigint} NOT NULL,
              [deleted] INT NOT NULL,
              [expires_at] {bigint} NOT NULL){options}""";
    private static final String EPOCH = """
            CREATE TABLE IF NOT EXISTS [@session_epoch] (
              [scope] {text 100} NOT NULL PRIMARY KEY,
              [epoch] {bigint} NOT NULL){options}""";
    private static final String REPAIR = """
            CREATE TABLE IF NOT EXISTS [@session_repair] (
              [scope] {text 100} NOT NULL,
              [place] {text 64} NOT NULL,
              [id] {text 200} NOT NULL,
              [mark] {bigint} NOT NULL,
              PRIMARY KEY ([scope], [place])){options}""";

    /**
     * Checks that both parts are given.
     *
     * @throws IllegalArgumentException if the prefix is empty
     */
    public SessionTables {
        Objects.requireNonNull(schema, "schema");
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("The tables of a session store need a prefix, for example passage_.");
        }
    }

    /**
     * Returns the tables {@code passage_session}, {@code passage_session_epoch} and {@code passage_session_repair} in the connection's
     * own schema.
     *
     * @return the usual tables
     */
    public static SessionTables usual() {
        return new SessionTables("", "passage_");
    }

    /**
     * Returns the statements that create the tables; each may be run again.
     *
     * @param engine the database engine
     * @return the statements, without a semicolon at the end
     * @throws IllegalArgumentException if a name cannot be quoted
     */
    public List<String> statements(Engine engine) {
        Statements sql = in(Dialect.of(engine));
        return List.of(sql.of(SESSION), sql.of(EPOCH), sql.of(REPAIR));
    }

    /**
     * Returns the statements that create what stands beside the tables of Spring Session: {@code session_mark} instead of
     * {@code session}, with version and tombstone of each session.
     *
     * @param engine the database engine
     * @return the statements, without a semicolon at the end
     * @throws IllegalArgumentException if a name cannot be quoted
     */
    public List<String> statementsBesideSpring(Engine engine) {
        Statements sql = in(Dialect.of(engine));
        return List.of(sql.of(MARK), sql.of(EPOCH), sql.of(REPAIR));
    }

    Statements in(Dialect dialect) {
        return new Statements(dialect, name -> dialect.qualified(schema, prefix + name));
    }
}
