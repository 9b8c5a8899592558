package dev.passage.migration.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Faults;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a feed of triggers holds on every engine (D8, H4, X12). */
abstract class TriggerFeedContract {
    private static final int BULK = 100_000;

    private final DatabaseKind kind;
    CapturedFleet fleet;
    TriggerFeed feed;

    TriggerFeedContract(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() throws SQLException {
        fleet = new CapturedFleet(kind);
        feed = fleet.feed();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void notesEachChangeOfTheTenantAndNoneOfAnother() throws SQLException {
        feed.arm();

        fleet.bound("INSERT INTO vehicle VALUES (3, ?, 'three')", CapturedFleet.TENANT);
        fleet.bound("INSERT INTO vehicle VALUES (4, ?, 'four')", CapturedFleet.BYSTANDER);
        fleet.execute(
                "UPDATE vehicle SET label = 'new' WHERE id IN (1, 2)",
                "INSERT INTO trip VALUES (11, 1), (21, 2)",
                "INSERT INTO stop VALUES (11, 'away'), (21, 'away')",
                "DELETE FROM stop WHERE place IN ('here', 'there')");

        assertThat(CapturedFleet.drain(feed))
                .containsExactly("stop [10, here]", "stop [11, away]", "trip [11]", "vehicle [1]", "vehicle [3]");
        assertThat(feed.isDrained()).isTrue();
    }

    @Test
    void notesOldAndNewKeyOfARowWhoseKeyChanges() throws SQLException {
        feed.arm();

        fleet.execute("UPDATE stop SET place = 'HERE' WHERE trip_id IN (10, 20) AND place IN ('here', 'there')");

        assertThat(CapturedFleet.drain(feed)).containsExactly("stop [10, HERE]", "stop [10, here]");
    }

    @Test
    void notesWhatACascadeTakesAlong() throws SQLException {
        feed.arm();

        fleet.execute("DELETE FROM vehicle WHERE id IN (1, 2)");

        assertThat(CapturedFleet.drain(feed)).contains("stop [10, here]", "trip [10]", "vehicle [1]");
        assertThat(CapturedFleet.drain(feed)).doesNotContain("vehicle [2]");
    }

    @Test
    void notesARowThatGoesOverToAnotherTenantAndAllThatLeadsToIt() throws SQLException {
        feed.arm();

        fleet.bound("UPDATE vehicle SET tenant_id = ? WHERE id = 1", CapturedFleet.BYSTANDER);
        Set<String> left = CapturedFleet.drain(feed);
        fleet.bound("UPDATE vehicle SET tenant_id = ? WHERE id = 1", CapturedFleet.TENANT);
        Set<String> arrived = CapturedFleet.drain(feed);

        assertThat(left).containsExactly("stop [10, here]", "trip [10]", "vehicle [1]");
        assertThat(arrived).isEqualTo(left);
    }

    /** To the engine it refers to the tenant all the same, so it is copied. */
    @Test
    void notesARowThatSpellsItsTenantInOtherLetters() throws SQLException {
        String text = textOfAnyCase();
        fleet.execute(
                "CREATE TABLE account (id " + text + " NOT NULL PRIMARY KEY)",
                "CREATE TABLE invoice (id INTEGER NOT NULL PRIMARY KEY, account_id " + text + " NOT NULL,"
                        + " label VARCHAR(20), FOREIGN KEY (account_id) REFERENCES account (id))",
                "CREATE TABLE line (id INTEGER NOT NULL PRIMARY KEY, invoice_id INTEGER NOT NULL,"
                        + " FOREIGN KEY (invoice_id) REFERENCES invoice (id))",
                "INSERT INTO account VALUES ('acme'), ('other')",
                "INSERT INTO invoice VALUES (1, 'ACME', ''), (2, 'OTHER', '')");
        TriggerFeed ofAccount = fleet.feed("account", "acme");
        ofAccount.arm();

        fleet.execute("UPDATE invoice SET label = 'new'", "INSERT INTO line VALUES (10, 1), (20, 2)");

        assertThat(CapturedFleet.drain(ofAccount)).containsExactly("invoice [1]", "line [10]");
    }

    @Test
    void tellsTenantsApartThatDifferInTheirLettersAlone() throws SQLException {
        fleet.execute(
                "CREATE TABLE invoice (id INTEGER NOT NULL PRIMARY KEY, account " + textOfAnyCase()
                        + " NOT NULL, label VARCHAR(20))",
                "INSERT INTO invoice VALUES (1, 'acme', ''), (2, 'ACME', '')");
        TriggerFeed ofAccount = fleet.feedByColumn("account", "acme");
        ofAccount.arm();

        fleet.execute("UPDATE invoice SET label = 'new'");

        assertThat(CapturedFleet.drain(ofAccount)).containsExactly("invoice [1]");
    }

    private String textOfAnyCase() throws SQLException {
        if (kind == DatabaseKind.POSTGRESQL) {
            fleet.execute("CREATE COLLATION any_case"
                    + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        return switch (kind) {
            case POSTGRESQL -> "VARCHAR(40) COLLATE any_case";
            case H2 -> "VARCHAR_IGNORECASE(40)";
            case MARIADB -> "VARCHAR(40) COLLATE utf8mb4_general_ci";
        };
    }

    /** A cascade may give rows below another key, of which no trigger is told on some engines. */
    @Test
    void notesOldAndNewKeysOfWhatACascadeRenames() throws SQLException {
        fleet.execute(
                "CREATE TABLE leg (trip_id INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (trip_id, number),"
                        + " FOREIGN KEY (trip_id) REFERENCES trip (id) ON UPDATE CASCADE)",
                "DELETE FROM stop",
                "INSERT INTO leg VALUES (10, 1), (20, 1)");
        TriggerFeed ofLegs = fleet.feed();
        ofLegs.arm();

        fleet.execute("UPDATE trip SET id = id + 5");

        assertThat(CapturedFleet.drain(ofLegs)).contains("leg [10, 1]", "leg [15, 1]", "trip [10]", "trip [15]");
        assertThat(CapturedFleet.drain(ofLegs)).doesNotContain("leg [20, 1]", "leg [25, 1]");
    }

    @Test
    void acknowledgesWhileAnotherWrites() throws SQLException {
        feed.arm();
        fleet.execute("INSERT INTO trip SELECT 1000 + n, 1 FROM (" + numbers(40) + ") numbers");
        List<ChangeEntry> entries = feed.poll(Integer.MAX_VALUE);
        try (Connection busy = fleet.dataSource().getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("INSERT INTO trip VALUES (2000, 1)");

            feed.acknowledge(entries);
            busy.commit();
        }

        assertThat(CapturedFleet.drain(feed)).containsExactly("trip [2000]");
    }

    @Test
    void notesNothingOfATransactionThatWasRolledBack() throws SQLException {
        feed.arm();

        try (Connection connection = fleet.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE vehicle SET label = 'new'");
            connection.rollback();
        }

        assertThat(feed.isDrained()).isTrue();
    }

    @Test
    void knowsTheMoverByItsTokenAlone() throws SQLException {
        feed.arm();
        TriggerFeed ofAnotherRun = fleet.feed();

        write(feed, "UPDATE vehicle SET label = 'mover'");
        boolean unnoted = feed.isDrained();
        write(ofAnotherRun, "UPDATE vehicle SET label = 'impostor'");

        assertThat(unnoted).isTrue();
        assertThat(CapturedFleet.drain(feed)).containsExactly("vehicle [1]");
    }

    @Test
    void knowsAMoverNoMoreThatHasWithdrawn() throws SQLException {
        feed.arm();
        TriggerFeed next = fleet.feed();
        next.announce();

        feed.withdraw();
        write(next, "UPDATE vehicle SET label = 'mover'");
        boolean unnoted = feed.isDrained();
        write(feed, "UPDATE vehicle SET label = 'former'");

        assertThat(unnoted).isTrue();
        assertThat(CapturedFleet.drain(feed)).containsExactly("vehicle [1]");
    }

    @Test
    void withdrawsWhereNothingStandsAnyMore() throws SQLException {
        feed.arm();
        feed.disarm();

        assertThatCode(feed::withdraw).doesNotThrowAnyException();
    }

    @Test
    void refusesAWriterThatGoesPastAClosedGate() throws SQLException {
        feed.arm();
        fleet.gate(CapturedFleet.BYSTANDER, "OPEN");
        fleet.gate(CapturedFleet.TENANT, "CLOSED");

        assertThatThrownBy(() -> fleet.execute("UPDATE vehicle SET label = 'late' WHERE id = 1"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> fleet.execute("DELETE FROM trip WHERE id = 10"))
                .isInstanceOf(SQLException.class);
        fleet.execute("UPDATE vehicle SET label = 'other' WHERE id = 2");
        write(feed, "UPDATE vehicle SET label = 'mover' WHERE id = 1");
        fleet.gate(CapturedFleet.TENANT, "OPEN");
        fleet.execute("DELETE FROM trip WHERE id = 10");

        assertThat(CapturedFleet.drain(feed)).containsExactly("stop [10, here]", "trip [10]");
    }

    @Test
    void holdsABulkUpdateOfOneTransaction() throws SQLException {
        fleet.execute("INSERT INTO trip SELECT 1000 + n, 1 FROM (" + numbers(BULK) + ") numbers");
        feed.arm();

        fleet.execute("INSERT INTO stop SELECT id, 'bulk' FROM trip WHERE id >= 1000");
        long waiting = feed.state().entries();
        int polled = feed.poll(10_000).size();
        int keys = CapturedFleet.drain(feed).size();

        assertThat(waiting).isEqualTo(BULK);
        assertThat(polled).isEqualTo(10_000);
        assertThat(keys).isEqualTo(BULK);
        assertThat(feed.isDrained()).isTrue();
    }

    @Test
    void missesNoChangeOfWritersThatGoOnWhileItArms() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger(1_000);
        CountDownLatch warm = new CountDownLatch(20);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                while (!stop.get()) {
                    if (fleet.written("INSERT INTO trip VALUES (" + written.incrementAndGet() + ", 1)")) {
                        warm.countDown();
                    }
                }
                return null;
            });
            assertThat(warm.await(30, TimeUnit.SECONDS)).isTrue();

            feed.arm();
            Set<String> known = trips();
            int seen = written.get();
            while (written.get() < seen + 20 && !writing.isDone()) {
                Thread.onSpinWait();
            }
            stop.set(true);
            writing.get(30, TimeUnit.SECONDS);

            known.addAll(CapturedFleet.drain(feed));
            assertThat(known).containsAll(trips());
        } finally {
            stop.set(true);
            writer.shutdownNow();
        }
    }

    @Test
    void givesUpSoonWhenATableStaysLockedAndCompletesLater() throws SQLException {
        try (Connection busy = fleet.dataSource().getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("INSERT INTO trip VALUES (12, 1)");

            assertThatThrownBy(feed::arm)
                    .isInstanceOfSatisfying(
                            StepFailedException.class,
                            refused -> assertThat(refused.isRetryable()).isTrue())
                    .hasMessageContaining("long transaction");
            busy.rollback();
        }
        feed.arm();
        fleet.execute("DELETE FROM trip WHERE id = 10");

        assertThat(CapturedFleet.drain(feed)).contains("stop [10, here]", "trip [10]");
    }

    @Test
    void goesOnInAnotherProcessWithWhatIsWaiting() throws SQLException {
        feed.arm();
        fleet.execute("UPDATE vehicle SET label = 'new'");
        TriggerFeed successor = fleet.feed();

        successor.arm();
        write(successor, "UPDATE trip SET vehicle_id = 1 WHERE id = 10");

        assertThat(CapturedFleet.drain(successor)).containsExactly("vehicle [1]");
    }

    @Test
    void becomesKnownWhileAFormerMoverIsInATransaction() throws SQLException {
        feed.arm();
        TriggerFeed successor = fleet.feed();
        try (Connection former = fleet.dataSource().getConnection();
                Statement statement = former.createStatement()) {
            former.setAutoCommit(false);
            ChangeFeed.Origin mark = feed.enter(former);
            statement.execute("UPDATE vehicle SET label = 'former' WHERE id = 1");

            successor.announce();
            former.commit();
            mark.close();
        }
        write(successor, "UPDATE vehicle SET label = 'successor' WHERE id = 1");

        assertThat(feed.isDrained()).isTrue();
    }

    @Test
    void leavesNothingBehind() throws SQLException {
        DatabaseImage before = DatabaseImage.of(fleet.dataSource());
        feed.arm();
        assertThat(before.differencesTo(DatabaseImage.of(fleet.dataSource()))).isNotEmpty();

        feed.disarm();
        feed.disarm();

        assertThat(before.differencesTo(DatabaseImage.of(fleet.dataSource()))).isEmpty();
        fleet.execute("UPDATE vehicle SET label = 'new'");
    }

    @Test
    void reachesEveryFaultPoint() throws SQLException {
        Faults faults = fleet.lab().faults();

        feed.arm();
        CapturedFleet.drain(feed);
        feed.disarm();

        assertThat(CaptureFaultPoints.all())
                .allSatisfy(point -> assertThat(faults.hits(point.name())).isPositive());
    }

    private void write(ChangeFeed origin, String text) throws SQLException {
        try (Connection connection = fleet.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            ChangeFeed.Origin mark = origin.enter(connection);
            statement.execute(text);
            connection.commit();
            mark.close();
        }
    }

    private Set<String> trips() throws SQLException {
        Set<String> trips = new TreeSet<>();
        try (Connection connection = fleet.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM trip WHERE vehicle_id = 1")) {
            while (rows.next()) {
                trips.add("trip [" + rows.getLong(1) + "]");
            }
        }
        return trips;
    }

    private String numbers(int count) {
        return switch (kind) {
            case POSTGRESQL -> "SELECT generate_series(1, " + count + ") AS n";
            case H2 -> "SELECT x AS n FROM SYSTEM_RANGE(1, " + count + ")";
            case MARIADB -> "SELECT seq AS n FROM seq_1_to_" + count;
        };
    }
}
