package dev.passage.migration.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fleet is the same wherever it is made (T6). */
class FleetGeneratorTest {
    private static final FleetGenerator FLEET = new FleetGenerator(7, FleetTenant.acmeAmongOthers(3_000));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void writesAsManyRowsAsItSays(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            writesAsManyRowsAsItSaysOn(databases.create(kind, "fleet"));
        }
    }

    @Test
    @Tag("soak")
    void writesAsManyRowsAsItSaysOnMariaDb() throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            writesAsManyRowsAsItSaysOn(databases.create(DatabaseKind.MARIADB, "fleet"));
        }
    }

    private static void writesAsManyRowsAsItSaysOn(TestDatabase database) throws SQLException {
        AtomicLong told = new AtomicLong();

        try (Connection connection = database.dataSource().getConnection()) {
            FleetSchema.create(connection);
            FLEET.fill(connection, told::addAndGet);

            long rows = 0;
            for (String table : FleetSchema.TABLES) {
                rows += Long.parseLong(texts(connection, "SELECT COUNT(*) FROM [" + table + "]")
                        .get(0));
            }
            assertThat(rows).isEqualTo(FLEET.rows()).isEqualTo(told.get());
            assertThat(texts(
                            connection,
                            "SELECT COUNT(*) FROM [gps_positions] JOIN [vehicles] ON [vehicles].[id] = [vehicle_id]"
                                    + " WHERE [customer_id] = 'acme'"))
                    .containsExactly("3000");
        }
    }

    @Test
    void sameSeedGivesSameRows() throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            List<List<String>> made = new ArrayList<>();

            for (String name : List.of("one", "other")) {
                try (Connection connection =
                        databases.create(DatabaseKind.H2, name).dataSource().getConnection()) {
                    FleetSchema.create(connection);
                    FLEET.fill(connection, rows -> {});
                    made.add(texts(connection, "SELECT * FROM [gps_positions] ORDER BY [id]"));
                    made.add(texts(connection, "SELECT * FROM [geofences] ORDER BY [id]"));
                }
            }

            assertThat(made.get(0)).isEqualTo(made.get(2)).hasSizeGreaterThan(3_000);
            assertThat(made.get(1)).isEqualTo(made.get(3)).isNotEmpty();
        }
    }

    @Test
    void refusesTablesThatHoldRows() throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder);
                Connection connection =
                        databases.create(DatabaseKind.H2, "full").dataSource().getConnection()) {
            FleetSchema.create(connection);
            FLEET.fill(connection, rows -> {});

            assertThatThrownBy(() -> FLEET.fill(connection, rows -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("4 customers");
        }
    }

    private static List<String> texts(Connection connection, String template) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(FleetSql.of(connection).of(template))) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : "|").append(found.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
