package dev.passage.migration.testkit.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Capability T4. */
final class FaultyDataSourceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void storesNothingWhenTheConnectionDropsBeforeTheCommit(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource()).dropBeforeCommit(1);

            assertThatThrownBy(() -> insert(faulty))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));

            assertThat(rows(database)).isZero();
            insert(faulty);
            assertThat(rows(database)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void storesEverythingWhenTheAcknowledgementIsLost(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource()).loseAcknowledgement(1);

            assertThatThrownBy(() -> insert(faulty))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08007"));

            assertThat(rows(database)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void failsTheStatementThatWasNamed(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            FaultyDataSource faulty =
                    new FaultyDataSource(database.dataSource()).failStatement("insert into things", 2, "40P01");
            insert(faulty);

            assertThatThrownBy(() -> insert(faulty))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40P01"));

            assertThat(rows(database)).isOne();
            assertThat(faulty.log().entries())
                    .contains(
                            new StatementLog.Entry(1, "INSERT INTO things VALUES (?)"),
                            new StatementLog.Entry(1, "commit"));
        }
    }

    @ParameterizedTest
    @CsvSource({"40001, false", "40P01, false", "55P03, false", "57P01, true", "08006, true"})
    void failsWithTheStateThatWasAskedFor(String state, boolean cuts) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, DatabaseKind.POSTGRESQL);
            FaultyDataSource faulty =
                    new FaultyDataSource(database.dataSource()).failStatement("insert into things", 1, state);

            try (Connection connection = faulty.getConnection();
                    PreparedStatement statement = connection.prepareStatement("INSERT INTO things VALUES (1)")) {
                assertThatThrownBy(statement::executeUpdate)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo(state));

                assertThat(connection.isClosed()).isEqualTo(cuts);
            }
            assertThat(rows(database)).isZero();
            insert(faulty);
            assertThat(rows(database)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void delaysResultsUntilItIsHealed(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            Duration late = Duration.ofMillis(150);
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource()).delayResults("insert into", late);
            long before = System.nanoTime();

            insert(faulty);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(late);
            assertThat(rows(database)).isOne();
            faulty.delayResults("insert into", Duration.ofDays(1)).heal();
            CompletableFuture.runAsync(() -> insertUnchecked(faulty)).get(30, TimeUnit.SECONDS);
            assertThat(rows(database)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAConnectionWhileThePoolIsExhausted(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource()).limitTo(1);

            try (Connection only = faulty.getConnection()) {
                assertThat(only.isValid(5)).isTrue();
                assertThatThrownBy(faulty::getConnection).isInstanceOf(SQLTransientConnectionException.class);
            }

            insert(faulty);
            assertThat(rows(database)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void cutsEveryConnectionWhenKilled(DatabaseKind kind) throws SQLException {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase database = withTable(databases, kind);
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource());
            Connection connection = faulty.getConnection();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO things VALUES (?)")) {
                statement.setInt(1, 1);
                statement.executeUpdate();

                faulty.kill();

                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
            assertThat(rows(database)).isZero();
            assertThatThrownBy(faulty::getConnection).isInstanceOf(SQLException.class);
        }
    }

    private static TestDatabase withTable(TestDatabases databases, DatabaseKind kind) throws SQLException {
        TestDatabase database = databases.create(kind, "things");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE things (id INT)");
        }
        return database;
    }

    private static void insert(FaultyDataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO things VALUES (?)")) {
                statement.setInt(1, 1);
                statement.executeUpdate();
            }
            connection.commit();
        }
    }

    private static void insertUnchecked(FaultyDataSource source) {
        try {
            insert(source);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long rows(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM things")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}
