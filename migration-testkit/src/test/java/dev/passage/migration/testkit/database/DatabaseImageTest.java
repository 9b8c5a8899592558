package dev.passage.migration.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Capability T6. */
final class DatabaseImageTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void seesEachChangeOfRowsAndTables(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = databases.create(kind, "things");
            execute(database, "CREATE TABLE things (id INT PRIMARY KEY, name VARCHAR(20))");
            execute(database, "INSERT INTO things VALUES (1, 'one'), (2, NULL)");
            DatabaseImage before = DatabaseImage.of(database.dataSource());

            execute(database, "UPDATE things SET name = 'two' WHERE id = 2");
            execute(database, "CREATE TABLE \"passage other\" (id INT)");
            DatabaseImage after = DatabaseImage.of(database.dataSource());

            assertThat(before.differencesTo(before)).isEmpty();
            assertThat(before.differencesTo(after))
                    .hasSize(3)
                    .anyMatch(line -> line.contains("got {id=2, name='two'}"));
            assertThat(after.withoutTables(name -> name.startsWith("passage"))
                            .onlyRows((table, row) -> "1".equals(row.get("id"))))
                    .isEqualTo(before.onlyRows((table, row) -> "1".equals(row.get("id"))));
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
