package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A type that the other engine lacks goes into a text there, and is read from it again (D1, D7). */
class OwnTypesTest {
    private static final String OWN =
            "tenant INT NOT NULL, id INT PRIMARY KEY, address INET, span TSRANGE, length INTERVAL, words TEXT[], at TIMETZ";

    private static final String ROWS = "SELECT CAST(ROW(o.*) AS TEXT) FROM own o ORDER BY id";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"H2,CHARACTER LARGE OBJECT", "MARIADB,LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"})
    void goThereAsTextAndBack(DatabaseKind other, String text) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            String source = databases.create(DatabaseKind.POSTGRESQL, "source").url();
            String target = databases.create(other, "target").url()
                    + (other == DatabaseKind.H2 ? ";DATABASE_TO_LOWER=TRUE" : "");
            try (Connection keepsTargetOpen = DriverManager.getConnection(target)) {
                execute(
                        source,
                        "CREATE TABLE own (" + OWN + ")",
                        "INSERT INTO own VALUES (1, 1, '10.0.0.1/8', '[2026-01-01,infinity)', '1 mon 2 days -03:00',"
                                + " ARRAY['a', NULL, E'tab\\t \"x\" {}'], '23:59:59.999999+05:30'),"
                                + " (1, 2, '::1', 'empty', '-1 year', '{}', '00:00:00-12'), (1, 3, NULL, NULL, NULL, NULL, NULL)");
                execute(
                        target,
                        "CREATE TABLE own (tenant INT NOT NULL, id INT PRIMARY KEY, address " + text + ", span " + text
                                + ", length " + text + ", words " + text + ", at " + text + ")");
                CopiedTable copied = CopiedTable.of(source, target, "own", ChunkSize.USUAL);

                copied.copy();

                assertThat(copied.verify(ValidationLevel.STRICT).differences()).isEmpty();
                assertThat(ask(target, "SELECT words FROM own WHERE id = 1"))
                        .containsExactly("{a,NULL,\"tab\t \\\"x\\\" {}\"}");
                List<String> before = ask(source, ROWS);
                execute(
                        source,
                        "DELETE FROM own WHERE id = 1",
                        "UPDATE own SET address = '1.1.1.1', words = NULL, length = NULL WHERE id = 2");
                copied.bringBack();
                assertThat(ask(source, ROWS)).hasSize(3).isEqualTo(before);
                assertThat(keepsTargetOpen.isClosed()).isFalse();
            }
        }
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> ask(String url, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
