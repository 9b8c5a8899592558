package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.network.FaultyNetwork;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What breaks or changes in the middle of a copy costs one chunk at the most, whatever the engines (D3, D15). */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BrokenCopyTest {
    private static final int ROWS = 5_000;
    private static final ChunkSize CHUNK = ChunkSize.USUAL.withRows(1_000);

    @TempDir
    Path folder;

    private TestDatabases databases;
    private String source = "";
    private String target = "";

    @BeforeEach
    void open() {
        databases = TestDatabases.in(folder);
    }

    @AfterEach
    void close() {
        FaultPoint.inject(null);
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "POSTGRESQL,H2"})
    void goesOnAfterTheSourceIsCutOffInTheMiddleOfAChunk(DatabaseKind from, DatabaseKind to) throws Exception {
        create(from, to);
        try (Connection keepsTargetOpen = DriverManager.getConnection(target);
                FaultyNetwork network = FaultyNetwork.to(port(source))) {
            CopiedTable broken = CopiedTable.of(through(network, source), target, "readings", CHUNK);
            FaultPoint.inject(reached -> {
                if (reached.name().equals("copy.ledger-read")) {
                    network.cutAfterReplyBytes(ROWS * 100L); // about half of the rows
                }
            });

            assertUnreachable(broken);
            FaultPoint.inject(null);

            assertThat(count(target)).isLessThan(ROWS).isEqualTo(count(target) / 1_000 * 1_000);
            assertGoesOn();
            assertThat(keepsTargetOpen.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "H2,POSTGRESQL"})
    void goesOnAfterTheTargetResetsTheConnection(DatabaseKind from, DatabaseKind to) throws Exception {
        create(from, to);
        try (Connection keepsSourceOpen = DriverManager.getConnection(source);
                FaultyNetwork network = FaultyNetwork.to(port(target))) {
            CopiedTable broken = CopiedTable.of(source, through(network, target), "readings", CHUNK);
            AtomicInteger chunks = new AtomicInteger();
            FaultPoint.inject(reached -> {
                if (reached.name().equals("copy.chunk.rows-sent") && chunks.incrementAndGet() == 3) {
                    network.reset();
                }
            });

            assertUnreachable(broken);
            FaultPoint.inject(null);

            assertThat(count(target)).isEqualTo(2_000);
            assertGoesOn();
            assertThat(keepsSourceOpen.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "POSTGRESQL,H2", "H2,POSTGRESQL", "H2,H2"})
    void renewsTheSnapshotBehindTheLastKey(DatabaseKind from, DatabaseKind to) throws SQLException {
        assertRenewal(from, to);
    }

    @ParameterizedTest
    @Tag("soak")
    @CsvSource({"MARIADB,MARIADB", "MARIADB,POSTGRESQL", "POSTGRESQL,MARIADB"})
    void renewsTheSnapshotBehindTheLastKeyWithMariaDb(DatabaseKind from, DatabaseKind to) throws SQLException {
        assertRenewal(from, to);
    }

    /** A row that is written during the first snapshot is seen by a later one only. */
    private void assertRenewal(DatabaseKind from, DatabaseKind to) throws SQLException {
        create(from, to);
        try (Connection keepsSourceOpen = DriverManager.getConnection(source);
                Connection keepsTargetOpen = DriverManager.getConnection(target)) {
            ChunkSize tiny = new ChunkSize(1_000, CHUNK.bytes(), Duration.ofNanos(1));
            AtomicInteger chunks = new AtomicInteger();
            FaultPoint.inject(reached -> {
                if (reached.name().equals("copy.chunk.after-commit") && chunks.incrementAndGet() == 1) {
                    executeUnchecked(source, "INSERT INTO readings VALUES (1, " + (ROWS + 1) + ", 'late')");
                }
            });
            CopiedTable copied = CopiedTable.of(source, target, "readings", tiny);

            copied.copy();

            assertThat(count(target)).isEqualTo(ROWS + 1);
            assertThat(copied.verify(ValidationLevel.FULL).differences()).isEmpty();
            assertThat(keepsSourceOpen.isClosed() || keepsTargetOpen.isClosed()).isFalse();
        }
    }

    @Test
    void noticesColumnThatTheSourceGrowsDuringTheCopy() throws SQLException {
        create(DatabaseKind.H2, DatabaseKind.POSTGRESQL);
        try (Connection keepsSourceOpen = DriverManager.getConnection(source)) {
            CopiedTable copied = CopiedTable.of(
                    source, target, "readings", new ChunkSize(1_000, CHUNK.bytes(), Duration.ofNanos(1)));
            AtomicInteger chunks = new AtomicInteger();
            FaultPoint.inject(reached -> {
                if (reached.name().equals("copy.ledger-read") && chunks.incrementAndGet() == 1) {
                    executeUnchecked(source, "ALTER TABLE readings ADD COLUMN grown INT DEFAULT 7");
                }
            });

            copied.copy();

            // what a step reads of the schema when it begins is refused then, so no step after the copy goes on
            assertThatThrownBy(() -> CopiedTable.of(source, target, "readings", CHUNK))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("readings")
                    .hasMessageContaining("grown");
            assertThat(keepsSourceOpen.isClosed()).isFalse();
        }
    }

    private void create(DatabaseKind from, DatabaseKind to) throws SQLException {
        source = url(from, "source");
        target = url(to, "target");
        Connection keepsOpen = DriverManager.getConnection(source);
        Connection keepsTargetOpen = DriverManager.getConnection(target);
        String table = "CREATE TABLE readings (tenant INT NOT NULL, id BIGINT NOT NULL PRIMARY KEY, note VARCHAR(250))";
        execute(source, table);
        execute(target, table);
        String numbers = switch (from) {
            case H2 -> "SYSTEM_RANGE(1, " + ROWS + ") g (x)";
            case POSTGRESQL -> "generate_series(1, " + ROWS + ") x";
            case MARIADB -> "(SELECT seq AS x FROM seq_1_to_" + ROWS + ") g";
        };
        execute(source, "INSERT INTO readings SELECT 1, x, REPEAT('n', 200) FROM " + numbers);
        if (from != DatabaseKind.H2) {
            keepsOpen.close();
        }
        if (to != DatabaseKind.H2) {
            keepsTargetOpen.close();
        }
    }

    private String url(DatabaseKind kind, String name) {
        TestDatabase database = databases.create(kind, name);
        return kind == DatabaseKind.H2 ? database.url() + ";DATABASE_TO_LOWER=TRUE" : database.url();
    }

    private static void assertUnreachable(CopiedTable broken) {
        assertThatThrownBy(broken::copy).isInstanceOfSatisfying(StepFailedException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.DEPENDENCY_UNAVAILABLE);
            assertThat(failure.isRetryable()).isTrue();
        });
    }

    private void assertGoesOn() throws SQLException {
        CopiedTable mended = CopiedTable.of(source, target, "readings", CHUNK);
        mended.copy();
        assertThat(count(target)).isEqualTo(ROWS);
        assertThat(mended.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    private static String through(FaultyNetwork network, String url) {
        return url.replace(":" + port(url) + "/", ":" + network.port() + "/");
    }

    private static void executeUnchecked(String url, String sql) {
        try {
            execute(url, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM readings")) {
            row.next();
            return row.getLong(1);
        }
    }
}
