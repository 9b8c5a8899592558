package dev.passage.migration.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.testdatabase.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A tenant's connection behaves as a connection does, and lets nothing past the gate (promise 2). */
class GatedConnectionTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void rollsBackAndCommitsAsAConnectionDoes(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        try (Connection connection = fixture.tenants.connection("acme");
                Statement statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isTrue();
            statement.executeUpdate("INSERT INTO note VALUES (1, 'auto')");
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO note VALUES (2, 'rolled back')");
            connection.rollback();
            statement.executeUpdate("INSERT INTO note VALUES (3, 'kept')");
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("INSERT INTO note VALUES (4, 'undone')");
            connection.rollback(savepoint);
            connection.setAutoCommit(true);
            statement.execute("INSERT INTO note VALUES (5, 'auto')");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO note VALUES (6, 'left open')");
        }

        assertThat(TestDatabase.number(fixture.sharedDatabase, "SELECT SUM(id) FROM note"))
                .isEqualTo(1 + 3 + 5);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void readsRowsUnderAutoCommitWhateverTheFetchSize(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        try (Connection connection = fixture.tenants.connection("acme");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?, ?)")) {
            for (int id = 1; id <= 50; id++) {
                insert.setInt(1, id);
                insert.setString(2, "x");
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(50);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(7);
                int rows = 0;
                try (ResultSet result = statement.executeQuery("SELECT id FROM note")) {
                    assertThat(result.getStatement()).isSameAs(statement);
                    assertThat(result.getStatement().getConnection()).isSameAs(connection);
                    while (result.next()) {
                        rows++;
                    }
                }
                assertThat(rows).isEqualTo(50);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void takesSettingsAlongToTheNewOwner(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        try (Connection connection = fixture.tenants.connection("acme")) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setMaxRows(1);
                statement.executeUpdate("INSERT INTO note VALUES (1, 'x')");
                connection.commit();
                fixture.move();
                statement.executeUpdate("INSERT INTO note VALUES (2, 'x'), (3, 'x')");
                try (ResultSet rows = statement.executeQuery("SELECT id FROM note")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.next()).isFalse();
                }
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
                connection.commit();
            }
        }

        assertThat(fixture.notes(fixture.dedicatedDatabase)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void handsAStreamOverOnceAndRefusesToReadItAgain(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        try (Connection connection = fixture.tenants.connection("acme");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?, ?)")) {
            insert.setInt(1, 1);
            insert.setCharacterStream(2, new StringReader("streamed"), 8);
            insert.executeUpdate();
            fixture.move();
            insert.setInt(1, 2);

            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOfSatisfying(
                            TenantRelocatedException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("40001"));
            insert.setCharacterStream(2, new StringReader("again"), 5);
            insert.executeUpdate();
        }

        assertThat(TestDatabase.number(
                        fixture.dedicatedDatabase, "SELECT COUNT(*) FROM note WHERE id = 2 AND body = 'again'"))
                .isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsTheTimeThatWasSet(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        TestDatabase.execute(fixture.sharedDatabase, "CREATE TABLE visit (visited_on DATE, start_at TIMESTAMP)");
        Timestamp start = Timestamp.valueOf("2024-02-29 12:34:56.123456");
        Date day = Date.valueOf("2024-02-29");
        try (Connection connection = fixture.tenants.connection("acme");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO visit VALUES (?, ?)")) {
            insert.setDate(1, day);
            insert.setTimestamp(2, start);
            start.setTime(0);
            day.setTime(0);
            insert.executeUpdate();
        }

        assertThat(TestDatabase.number(
                        fixture.sharedDatabase,
                        "SELECT COUNT(*) FROM visit WHERE visited_on = DATE '2024-02-29'"
                                + " AND start_at = TIMESTAMP '2024-02-29 12:34:56.123456'"))
                .isOne();
    }

    @Test
    void keepsWhatABufferHeldWhenItWasSet() throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.POSTGRESQL, folder);
        byte[] buffer = "first".getBytes(StandardCharsets.UTF_8);
        try (Connection connection = fixture.tenants.connection("acme");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO note VALUES (1, convert_from(?, 'UTF8'))")) {
            insert.setBytes(1, buffer);
            buffer[0] = 'X';
            insert.executeUpdate();
            insert.setBinaryStream(1, new ByteArrayInputStream(buffer));
        }

        assertThat(TestDatabase.number(fixture.sharedDatabase, "SELECT COUNT(*) FROM note WHERE body = 'first'"))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                " rollback ",
                "/* c */ begin",
                "-- c\nSTART TRANSACTION",
                "UPDATE note SET body = 'y'; COMMIT; DELETE FROM note",
                "prepare transaction 'x'",
                "END"
            })
    void refusesStatementsThatLetGoOfTheGateUnseen(String sql) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.H2, folder);
        try (Connection connection = fixture.tenants.connection("acme");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);

            assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> statement.addBatch(sql)).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> connection.prepareStatement(sql))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
        }
    }

    @Test
    void checksTheGateAgainAfterAStatementThatEndsTheTransaction() throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.H2, folder);
        try (Connection connection = fixture.tenants.connection("acme");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE other (id INT)");
            fixture.move();

            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM note"))
                    .isInstanceOf(TenantRelocatedException.class);
            connection.rollback();
            statement.executeUpdate("INSERT INTO note VALUES (1, 'x')");
            connection.commit();
        }

        assertThat(fixture.notes(fixture.dedicatedDatabase)).isOne();
    }

    @Test
    void givesTheDriversConnectionOnlyBehindTheGate() throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.POSTGRESQL, folder);
        try (Connection connection = fixture.tenants.connection("acme")) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThatThrownBy(() -> connection.unwrap(PGConnection.class))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);

            connection.setAutoCommit(false);
            assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThatThrownBy(() -> fixture.shared.close(
                            guard -> {}, "acme", 0, "c1", RoutingFixture.MINUTE, Duration.ofMillis(100)))
                    .hasMessageContaining("acme");
        }
    }

    @Test
    void readsOnWhileTheGateIsClosedInAReadOnlyTransactionOfPostgres() throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.POSTGRESQL, folder);
        fixture.close(RoutingFixture.MINUTE);
        try (Connection connection = fixture.tenants.connection("acme");
                Statement statement = connection.createStatement()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM note")) {
                assertThat(rows.next()).isTrue();
            }
            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM note"))
                    .isInstanceOf(SQLException.class);
            connection.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void bindsADataSourceToThePresentTenant(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        AtomicReference<String> present = new AtomicReference<>("acme");
        DataSource dataSource = TenantDataSource.of(fixture.tenants, present::get);
        fixture.move();

        TestDatabase.execute(dataSource, "INSERT INTO note VALUES (1, 'of acme')");
        present.set("globex");
        TestDatabase.execute(dataSource, "INSERT INTO note VALUES (1, 'of globex')");

        assertThat(fixture.notes(fixture.dedicatedDatabase)).isOne();
        assertThat(fixture.notes(fixture.sharedDatabase)).isOne();
        assertThatThrownBy(() -> dataSource.getConnection("user", "canary"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .message()
                .doesNotContain("canary");
    }

    @Test
    void refusesUseAfterClosing() throws SQLException {
        RoutingFixture fixture = new RoutingFixture(Engine.H2, folder);
        Connection connection = fixture.tenants.connection("acme");
        Statement statement = connection.createStatement();

        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
    }
}
