package dev.passage.migration.document.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.sql.Statements;
import java.util.Objects;

/**
 * The table that holds documents, one in each row: Passage's own or one of the host's. Names are those of the catalogue, exactly
 * as it spells them. Immutable.
 *
 * @param schema the schema it is in (MariaDB and MySQL: the database), empty for that of the connection
 * @param name the table
 * @param idColumn the primary key, text that is compared byte by byte
 * @param contentColumn the document, of a type for text or for bytes that gives back exactly what was written; not one for JSON
 * @param versionColumn a whole number that everybody who changes the row makes larger
 * @since 0.1.0
 */
public record DocumentTable(String schema, String name, String idColumn, String contentColumn, String versionColumn) {

    /** Checks that every name is given. */
    public DocumentTable {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(idColumn, "idColumn");
        Objects.requireNonNull(contentColumn, "contentColumn");
        Objects.requireNonNull(versionColumn, "versionColumn");
    }

    /**
     * Returns a table with the columns {@code id}, {@code content} and {@code version}, in the connection's own schema.
     *
     * @param name the table
     * @return the table
     */
    public static DocumentTable named(String name) {
        return new DocumentTable("", name, "id", "content", "version");
    }

    /**
     * Returns the statement that creates the table, for a host that manages its schema itself.
     *
     * @param engine the database engine
     * @return the statement; does nothing when the table exists
     * @throws IllegalArgumentException if a name cannot be quoted
     */
    public String definition(Engine engine) {
        String bytes = switch (engine) {
            case H2 -> "BINARY LARGE OBJECT";
            case POSTGRESQL -> "BYTEA";
            case MARIADB, MYSQL -> "LONGBLOB";
        };
        return in(Dialect.of(engine))
                .of(
                        "CREATE TABLE IF NOT EXISTS [@table] ([@id] {text 500} NOT NULL PRIMARY KEY, [@version] {bigint} NOT NULL,"
                                + " [@content] " + bytes + " NOT NULL){options}");
    }

    /** Statements in which table and columns have the names of this switch; {@code key} is the id compared byte by byte. */
    Statements in(Dialect dialect) {
        return new Statements(dialect, place -> switch (place) {
            case "table" -> dialect.qualified(schema, name);
            case "id" -> dialect.quoted(idColumn);
            case "key" -> dialect.quoted(idColumn) + (dialect.engine() == Engine.POSTGRESQL ? " COLLATE \"C\"" : "");
            case "content" -> dialect.quoted(contentColumn);
            case "version" -> dialect.quoted(versionColumn);
            default -> throw new IllegalArgumentException("A table of documents has no " + place + ".");
        });
    }
}
