package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a catalogue says of foreign keys is the same on every engine (D11). */
@MigrationTest
final class ForeignKeysTest {
    private static final List<String> SCHEMA = List.of(
            "CREATE SCHEMA \"elsewhere\"",
            "CREATE TABLE \"elsewhere\".\"far\" (\"id\" INTEGER PRIMARY KEY)",
            "CREATE TABLE \"Par\"\"ent\" (\"one\" INTEGER NOT NULL, \"two\" INTEGER NOT NULL, \"three\" INTEGER UNIQUE,"
                    + " PRIMARY KEY (\"one\", \"two\"))",
            "CREATE TABLE \"child\" (\"id\" INTEGER PRIMARY KEY, \"to two\" INTEGER, \"to one\" INTEGER, \"to three\" INTEGER DEFAULT 0,"
                    + " \"to far\" INTEGER, \"above\" INTEGER,"
                    + " CONSTRAINT \"a\" FOREIGN KEY (\"to two\", \"to one\") REFERENCES \"Par\"\"ent\" (\"two\", \"one\")"
                    + " ON DELETE CASCADE ON UPDATE SET NULL,"
                    + " CONSTRAINT \"b\" FOREIGN KEY (\"to three\") REFERENCES \"Par\"\"ent\" (\"three\")"
                    + " ON DELETE SET DEFAULT ON UPDATE CASCADE,"
                    + " CONSTRAINT \"c\" FOREIGN KEY (\"above\") REFERENCES \"child\" (\"id\") ON DELETE RESTRICT,"
                    + " CONSTRAINT \"d\" FOREIGN KEY (\"to far\") REFERENCES \"elsewhere\".\"far\" (\"id\"))",
            "CREATE TABLE \"free\" (\"id\" INTEGER PRIMARY KEY)");

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void areReadWithTheirColumnsInOrderAndTheirRules(DatabaseKind kind, MigrationLab lab) throws SQLException {
        TestDatabase database = lab.database(kind, "keys");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : SCHEMA) {
                statement.execute(text);
            }

            Catalog catalog = Catalog.read(connection);

            assertThat(catalog.table("child").orElseThrow().foreignKeys())
                    .containsExactly(
                            new ForeignKey(
                                    "a",
                                    List.of("to two", "to one"),
                                    "Par\"ent",
                                    List.of("two", "one"),
                                    "CASCADE",
                                    "SET NULL"),
                            new ForeignKey(
                                    "b", List.of("to three"), "Par\"ent", List.of("three"), "SET DEFAULT", "CASCADE"),
                            new ForeignKey("c", List.of("above"), "child", List.of("id"), "NO ACTION", "NO ACTION"));
            assertThat(catalog.table("Par\"ent").orElseThrow().foreignKeys()).isEmpty();
            assertThat(catalog.table("free").orElseThrow().foreignKeys()).isEmpty();
        }
    }
}
