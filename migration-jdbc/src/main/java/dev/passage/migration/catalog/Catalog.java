package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What stands in one schema of a database, read at one time. Immutable.
 *
 * @param engine the engine
 * @param schema the schema (with MariaDB and MySQL the database) that the connection works in
 * @param tables its tables by name, without views and without Passage's own
 * @param sequences the names of its sequences
 * @since 0.1.0
 */
public record Catalog(Engine engine, String schema, List<Table> tables, List<String> sequences) {

    /** What the names of Passage's own tables begin with. */
    public static final String OWN_PREFIX = "passage_";

    /** Checks the parts and copies the lists. */
    public Catalog {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(schema, "schema");
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
    }

    /**
     * Reads the schema that a connection works in.
     *
     * @param connection an open connection; nothing is changed
     * @return the catalogue
     * @throws dev.passage.migration.dialect.UnsupportedDatabaseException if the engine is not supported
     * @throws SQLException when it cannot be read
     */
    public static Catalog read(Connection connection) throws SQLException {
        return CatalogReader.read(connection, Dialect.of(connection).engine());
    }

    /**
     * Returns the table of exactly this name.
     *
     * @param name the name
     * @return the table, empty when there is none
     */
    public Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * Returns what the engine says differently.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return Dialect.of(engine);
    }

    /**
     * Returns the name of a table or sequence of this schema for a statement.
     *
     * @param name the name
     * @return the name with its schema, each in quotes
     */
    public String qualified(String name) {
        return dialect().qualified(schema, name);
    }
}
