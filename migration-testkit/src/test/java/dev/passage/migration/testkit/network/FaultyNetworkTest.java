package dev.passage.migration.testkit.network;

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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capability T4, over a PostgreSQL connection. */
final class FaultyNetworkTest {

    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    @TempDir
    private Path folder;

    private TestDatabases databases;
    private TestDatabase database;
    private FaultyNetwork network;

    @BeforeEach
    void openNetwork() throws SQLException {
        databases = TestDatabases.in(folder);
        database = databases.create(DatabaseKind.POSTGRESQL, "far");
        execute(database.url(), "CREATE TABLE things (id INT)");
        Matcher port = PORT.matcher(database.url());
        assertThat(port.find()).isTrue();
        network = FaultyNetwork.to(Integer.parseInt(port.group(1)));
    }

    @AfterEach
    void close() {
        network.close();
        databases.close();
    }

    @Test
    void breaksConnectionsThatAreCut() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(connection.isValid(5)).isTrue();

            network.cut();

            assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void holdsEverythingWhileFrozen() throws Exception {
        try (Connection connection = connect()) {
            network.freeze();
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> isValid(connection));
            assertThat(answer).isNotDone();

            network.thaw();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void breaksConnectionsThatAreReset() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(connection.isValid(5)).isTrue();

            network.reset();

            assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        }
        try (Connection next = connect()) {
            assertThat(next.isValid(5)).isTrue();
        }
    }

    @Test
    void delaysBothTheQuestionAndTheAnswer() throws SQLException {
        try (Connection connection = connect()) {
            Duration time = Duration.ofMillis(100);
            network.delay(time);
            long before = System.nanoTime();

            assertThat(connection.isValid(10)).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(time.multipliedBy(2));
        }
    }

    @Test
    void losesTheReplyToACommitThatIsStored() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO things VALUES (1)");
            }
            network.cutAfterReplyBytes(3);

            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        try (Connection direct = TestDatabase.at(database.url()).getConnection();
                Statement statement = direct.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM things")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isOne();
        }
    }

    private Connection connect() throws SQLException {
        return TestDatabase.at(PORT.matcher(database.url()).replaceFirst("localhost:" + network.port()))
                .getConnection();
    }

    private static boolean isValid(Connection connection) {
        try {
            return connection.isValid(10);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestDatabase.at(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
