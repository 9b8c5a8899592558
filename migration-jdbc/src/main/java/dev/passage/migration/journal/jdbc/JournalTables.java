package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.sql.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where the tables of a journal are, and the statements that create them, for a host's own schema tool. Immutable.
 *
 * @param schema the schema they are in (MariaDB and MySQL: the database), empty for that of the connection
 * @param prefix what each table's name begins with
 * @since 0.1.0
 */
public record JournalTables(String schema, String prefix) {

    /** The version of the schema that this library reads and writes. */
    public static final int VERSION = 1;

    private static final String VERSION_TABLE = """
            CREATE TABLE IF NOT EXISTS [@schema] (
              [id] INT NOT NULL PRIMARY KEY,
              [version] INT NOT NULL){options}""";

    private static final String MIGRATION_TABLE = """
            CREATE TABLE IF NOT EXISTS [@migration] (
              [id] {text 64} NOT NULL PRIMARY KEY,
              [type] {text 32} NOT NULL,
              [title] {text 500} NOT NULL,
              [scope] {text 200},
              [active_scope] {text 200} UNIQUE,
              [handler] {text 64} NOT NULL,
              [handler_version] INT NOT NULL,
              [state] {text 32} NOT NULL,
              [fraction] DOUBLE PRECISION NOT NULL,
              [wake_at] {bigint},
              [priority] INT NOT NULL,
              [created_at] {bigint} NOT NULL,
              [updated_at] {bigint} NOT NULL,
              [last_sequence] {bigint} NOT NULL,
              [last_hash] {text 64} NOT NULL,
              [token] {bigint} NOT NULL,
              [owner] {text 200},
              [lease_expires_at] {bigint}){options}""";

    private static final String RECORD_TABLE = """
            CREATE TABLE IF NOT EXISTS [@record] (
              [migration] {text 64} NOT NULL,
              [sequence] {bigint} NOT NULL,
              [append_key] {text 36} NOT NULL,
              [token] {bigint} NOT NULL,
              [recorded_at] {bigint} NOT NULL,
              [actor] {text 200} NOT NULL,
              [kind] {text 64} NOT NULL,
              [body] {text} NOT NULL,
              [previous_hash] {text 64} NOT NULL,
              [hash] {text 64} NOT NULL,
              PRIMARY KEY ([migration], [sequence])){options}""";

    /**
     * Checks that both parts are given.
     *
     * @throws IllegalArgumentException if the prefix is empty
     */
    public JournalTables {
        Objects.requireNonNull(schema, "schema");
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("The tables of a journal need a prefix, for example passage_.");
        }
    }

    /**
     * Returns the tables {@code passage_migration}, {@code passage_record} and {@code passage_schema} in the connection's own
     * schema.
     *
     * @return the usual tables
     */
    public static JournalTables usual() {
        return new JournalTables("", "passage_");
    }

    /**
     * Returns the statements that create the tables and say their version, in their order; each may be run again.
     *
     * @param engine the database engine
     * @return the statements, without a semicolon at the end
     * @throws IllegalArgumentException if a name cannot be quoted
     */
    public List<String> statements(Engine engine) {
        Statements sql = in(Dialect.of(engine));
        List<String> statements =
                new ArrayList<>(List.of(sql.of(VERSION_TABLE), sql.of(MIGRATION_TABLE), sql.of(RECORD_TABLE)));
        statements.add(sql.of("INSERT INTO [@schema] ([id], [version]) SELECT 1, " + VERSION
                + (engine.isMySqlFamily() ? " FROM DUAL" : "")
                + " WHERE NOT EXISTS (SELECT 1 FROM [@schema])"));
        return List.copyOf(statements);
    }

    Statements in(Dialect dialect) {
        return new Statements(dialect, name -> dialect.qualified(schema, prefix + name));
    }

    String name(String table) {
        return (schema.isEmpty() ? "" : schema + ".") + prefix + table;
    }
}
