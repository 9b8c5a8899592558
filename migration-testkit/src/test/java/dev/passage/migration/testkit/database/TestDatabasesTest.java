package dev.passage.migration.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Capability T6. */
final class TestDatabasesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void givesEachTestItsOwnDatabaseUnderTheSameName(DatabaseKind kind) throws SQLException {
        isolates(kind);
    }

    @Test
    @Tag("soak")
    void givesEachTestItsOwnMariaDb() throws SQLException {
        isolates(DatabaseKind.MARIADB);
    }

    private void isolates(DatabaseKind kind) throws SQLException {
        try (TestDatabases first = TestDatabases.in(folder);
                TestDatabases second = TestDatabases.in(subfolder())) {
            TestDatabase one = first.create(kind, "shared");
            TestDatabase other = second.create(kind, "shared");

            execute(one, "CREATE TABLE only_here (id INT PRIMARY KEY)");

            assertThat(read(one, "SELECT COUNT(*) FROM only_here")).isEqualTo("0");
            assertThatThrownBy(() -> read(other, "SELECT COUNT(*) FROM only_here"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void dropsTheDatabaseAlsoWhenConnectionsAreOpen(DatabaseKind kind) throws SQLException {
        TestDatabase database;
        try (TestDatabases databases = TestDatabases.in(folder)) {
            database = databases.create(kind, "shared");
            Connection left = database.dataSource().getConnection();
            assertThat(left.isValid(1)).isTrue();
        }

        String url = kind == DatabaseKind.H2 ? database.url() + ";IFEXISTS=TRUE" : database.url();
        assertThatThrownBy(() -> TestDatabase.at(url).getConnection().close()).isInstanceOf(SQLException.class);
    }

    @Test
    void turnsDurabilityOnWhereAsked() throws SQLException {
        try (TestDatabases databases = TestDatabases.durableIn(folder)) {
            TestDatabase database = databases.create(DatabaseKind.POSTGRESQL, "shared");

            assertThat(read(database, "SHOW fsync")).isEqualTo("on");
            assertThat(read(database, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Tag("soak")
    @Test
    void writesCommitsOfMariaDbToTheDiskOnlyWhereAsked() throws SQLException {
        String commits = "SELECT @@innodb_flush_log_at_trx_commit";
        try (TestDatabases usual = TestDatabases.in(folder);
                TestDatabases durable = TestDatabases.durableIn(folder)) {
            String before = read(usual.create(DatabaseKind.MARIADB, "usual"), commits);
            String after = read(durable.create(DatabaseKind.MARIADB, "durable"), commits);

            assertThat(before).isEqualTo("2");
            assertThat(after).isEqualTo("1");
        }
    }

    @Test
    void refusesNamesThatAreNotPlain() {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            assertThatThrownBy(() -> databases.create(DatabaseKind.H2, "a b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a b");
        }
    }

    private Path subfolder() {
        try {
            return Files.createDirectories(folder.resolve("second"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
