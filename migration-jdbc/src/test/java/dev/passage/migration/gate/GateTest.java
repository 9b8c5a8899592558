package dev.passage.migration.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One side writes at any moment, and a mover that was overtaken does not: promise 2, X2, D8. */
class GateTest {
    private static final String HOSTILE = "it's; DROP TABLE \"x\" -- \\ é 你";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Gate.Guard NO_GUARD = connection -> {};
    /** A statement that changes the gate has looked at it already when this lets it wait. */
    private static final String PAUSED_BETWEEN_LOOK_AND_CHANGE =
            "CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42);"
                    + " RETURN NULL; END $$; CREATE TRIGGER pause BEFORE UPDATE ON passage_gate EXECUTE FUNCTION pause()";

    private static final EndpointName TARGET = EndpointName.of("dedicated");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void closesDecidesAndOpensTheOtherSideOnceAnEpoch(Engine engine) throws SQLException {
        Gate owner = new Gate(endpoint(engine));
        Gate other = new Gate(endpoint(engine));
        owner.ensure(HOSTILE);

        boolean closed = owner.close(NO_GUARD, HOSTILE, 0, "c1", LONG, LONG);
        boolean decided = owner.decide(NO_GUARD, HOSTILE, "c1", TARGET);
        boolean again = owner.decide(NO_GUARD, HOSTILE, "c1", TARGET);
        other.open(HOSTILE, 1);
        other.open(HOSTILE, 1);

        assertThat(closed).isTrue();
        assertThat(decided).isTrue();
        assertThat(again).isFalse();
        assertThat(owner.read(HOSTILE)).hasValueSatisfying(state -> {
            assertThat(state.position()).isEqualTo(Position.MOVED);
            assertThat(state.epoch()).isEqualTo(1);
            assertThat(state.successor()).contains(TARGET);
        });
        assertThat(other.read(HOSTILE).orElseThrow().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void staysAsAReaderFoundItUntilItsTransactionEnds(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        Gate gate = new Gate(endpoint);
        try (Connection reader = endpoint.open()) {
            reader.setAutoCommit(false);
            boolean isThere = gate.attend(reader, "acme").isPresent();
            reader.rollback();
            gate.ensure("acme");

            GateState found = gate.attend(reader, "acme").orElseThrow();

            assertThat(isThere).isFalse();
            assertThat(found.isOpen()).isTrue();
            assertThatThrownBy(() -> gate.close(NO_GUARD, "acme", 0, "c1", LONG, Duration.ofMillis(100)))
                    .isInstanceOf(StepFailedException.class);
            reader.rollback();
            assertThat(gate.close(NO_GUARD, "acme", 0, "c1", LONG, LONG)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void regainsOnceWhatALostSideHadAndTellsThatSideLater(Engine engine) throws SQLException {
        Gate source = new Gate(endpoint(engine));
        Gate lost = new Gate(endpoint(engine));
        EndpointName here = EndpointName.of("shared");
        source.ensure(HOSTILE);
        source.close(NO_GUARD, HOSTILE, 0, "c1", LONG, LONG);
        source.decide(NO_GUARD, HOSTILE, "c1", TARGET);
        lost.open(HOSTILE, 1);

        boolean wrongSide = source.regain(NO_GUARD, HOSTILE, 1, EndpointName.of("elsewhere"));
        boolean wrongEpoch = source.regain(NO_GUARD, HOSTILE, 0, TARGET);
        boolean regained = source.regain(NO_GUARD, HOSTILE, 1, TARGET);
        boolean again = source.regain(NO_GUARD, HOSTILE, 1, TARGET);
        boolean told = lost.supersede(HOSTILE, 2, here);
        boolean toldAgain = lost.supersede(HOSTILE, 2, here);
        lost.open(HOSTILE, 1);

        assertThat(List.of(wrongSide, wrongEpoch, regained, again)).containsExactly(false, false, true, false);
        assertThat(List.of(told, toldAgain)).containsExactly(true, false);
        assertThat(source.read(HOSTILE).orElseThrow().isOpen()).isTrue();
        assertThat(source.read(HOSTILE).orElseThrow().epoch()).isEqualTo(2);
        assertThat(lost.read(HOSTILE)).hasValueSatisfying(state -> {
            assertThat(state.position()).isEqualTo(Position.MOVED);
            assertThat(state.epoch()).isEqualTo(2);
            assertThat(state.successor()).contains(here);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void reservesAPlaceOnlyWhereTheTenantDoesNotLive(Engine engine) throws SQLException {
        Gate empty = new Gate(endpoint(engine));
        Gate owner = new Gate(endpoint(engine));
        owner.ensure("acme");

        empty.reserve("acme");
        empty.reserve("acme");
        owner.reserve("acme");

        assertThat(empty.read("acme"))
                .hasValueSatisfying(state -> assertThat(state.position()).isEqualTo(Position.CLOSED));
        empty.unreserve("acme");
        owner.unreserve("acme");
        assertThat(empty.read("acme")).isEmpty();
        assertThat(owner.read("acme").orElseThrow().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void closingWaitsForAWriterInFlight(Engine engine) throws Exception {
        Endpoint endpoint = endpoint(engine);
        Gate gate = new Gate(endpoint);
        gate.ensure("acme");
        ExecutorService closer = Executors.newSingleThreadExecutor();
        try (Connection writer = endpoint.open()) {
            writer.setAutoCommit(false);
            gate.enter(writer, "acme");

            assertThatThrownBy(() -> gate.close(NO_GUARD, "acme", 0, "c0", LONG, Duration.ofMillis(200)))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageContaining("acme");
            Future<Boolean> closing =
                    closer.submit(() -> gate.close(NO_GUARD, "acme", 0, "c1", LONG, Duration.ofSeconds(30)));
            assertThat(gate.read("acme").orElseThrow().isOpen()).isTrue();
            writer.commit();

            assertThat(closing.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            closer.shutdownNow();
        }
        assertThat(gate.read("acme").orElseThrow().isClosedBy("c1")).isTrue();
    }

    /** Who finds the gate closed while another opens it must not queue behind all who have found it open since (K4). */
    @Test
    void opensBesideAnotherWithoutWaitingForWriters() throws Exception {
        besideALateOpening((endpoint, first, opening) -> {
            execute(first, PAUSED_BETWEEN_LOOK_AND_CHANGE);
            execute(first, "SELECT pg_advisory_lock(42)");
            Future<?> late = opening.get();
            awaitWaiting(first);
            execute(first, "UPDATE passage_gate SET state = 'OPEN', epoch = 1");
            try (Connection writer = endpoint.open()) {
                writer.setAutoCommit(false);
                assertThat(new Gate(endpoint)
                                .enter(writer, "acme")
                                .orElseThrow()
                                .isOpen())
                        .isTrue();
                execute(first, "SELECT pg_advisory_unlock(42)");

                assertThat(late).succeedsWithin(Duration.ofSeconds(20));
                writer.rollback();
            }
        });
    }

    @Test
    void opensWhatAnotherWasAboutToOpenButHasNot() throws Exception {
        besideALateOpening((endpoint, first, opening) -> {
            first.setAutoCommit(false);
            execute(first, "UPDATE passage_gate SET state = 'OPEN', epoch = 1");
            Future<?> late = opening.get();
            try (Connection watching = endpoint.open()) {
                awaitWaiting(watching);
            }
            first.rollback();

            assertThat(late).succeedsWithin(Duration.ofSeconds(20));
            assertThat(new Gate(endpoint).read("acme").orElseThrow().isOpen()).isTrue();
        });
    }

    private interface Play {
        void with(Endpoint endpoint, Connection first, Supplier<Future<?>> opening) throws SQLException;
    }

    /** Somebody opens a reserved gate by hand, and somebody else by the gate itself as soon as the play wants it. */
    private void besideALateOpening(Play play) throws SQLException {
        Endpoint endpoint = endpoint(Engine.POSTGRESQL);
        Gate gate = new Gate(endpoint);
        gate.reserve("acme");
        ExecutorService late = Executors.newSingleThreadExecutor();
        try (Connection first = endpoint.open()) {
            play.with(
                    endpoint,
                    first,
                    () -> late.submit(() -> {
                        gate.open("acme", 1);
                        return true;
                    }));
        } finally {
            late.shutdownNow();
        }
    }

    private static void awaitWaiting(Connection connection) throws SQLException {
        boolean waits = false;
        while (!waits) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")) {
                row.next();
                waits = row.getBoolean(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void countsTheWaitForWritersInFlightAsTimeInWhichTheGateIsClosed(Engine engine) throws Exception {
        Endpoint endpoint = endpoint(engine);
        Gate gate = new Gate(endpoint);
        gate.ensure("acme");
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService closer = Executors.newSingleThreadExecutor();
        try (Connection writer = endpoint.open()) {
            writer.setAutoCommit(false);
            gate.enter(writer, "acme");

            Future<Boolean> closing = closer.submit(
                    () -> gate.close(connection -> begun.countDown(), "acme", 0, "c1", Duration.ofMillis(500), LONG));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> closing.get(1_500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            writer.commit();

            assertThat(closing.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            closer.shutdownNow();
        }
        assertThat(gate.read("acme").orElseThrow().expired()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aClosingWhoseTimeHasPassedCanBeHealedButNoLongerDecided(Engine engine) throws SQLException {
        Gate gate = new Gate(endpoint(engine));
        gate.ensure("acme");
        gate.close(NO_GUARD, "acme", 0, "c1", Duration.ZERO, LONG);

        boolean decided = gate.decide(NO_GUARD, "acme", "c1", TARGET);
        boolean expired = gate.read("acme").orElseThrow().expired();
        boolean healed = gate.heal("acme");

        assertThat(decided).isFalse();
        assertThat(expired).isTrue();
        assertThat(healed).isTrue();
        assertThat(gate.read("acme").orElseThrow().epoch()).isZero();
        assertThat(gate.extend(NO_GUARD, "acme", "c1", LONG)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aClosingThatIsProlongedCannotBeHealed(Engine engine) throws SQLException {
        Gate gate = new Gate(endpoint(engine));
        gate.ensure("acme");
        gate.close(NO_GUARD, "acme", 0, "c1", Duration.ZERO, LONG);

        boolean extended = gate.extend(NO_GUARD, "acme", "c1", LONG);

        assertThat(extended).isTrue();
        assertThat(gate.heal("acme")).isFalse();
        assertThat(gate.reopen(NO_GUARD, "acme", "other")).isFalse();
        assertThat(gate.reopen(NO_GUARD, "acme", "c1")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void doesNotCloseInAnotherEpochOrOpenForAnOlderOne(Engine engine) throws SQLException {
        Gate gate = new Gate(endpoint(engine));
        gate.ensure("acme");

        assertThat(gate.close(NO_GUARD, "acme", 7, "c1", LONG, LONG)).isFalse();
        gate.close(NO_GUARD, "acme", 0, "c1", LONG, LONG);
        gate.decide(NO_GUARD, "acme", "c1", TARGET);
        gate.open("acme", 1);

        assertThat(gate.read("acme").orElseThrow().position()).isEqualTo(Position.MOVED);
        gate.open("acme", 2);
        assertThat(gate.read("acme").orElseThrow().isOpen()).isTrue();
    }

    @Test
    void aWriterWithAnOlderSnapshotIsRefusedAfterTheGateHasMoved() throws SQLException {
        Endpoint endpoint = endpoint(Engine.POSTGRESQL);
        Gate gate = new Gate(endpoint);
        gate.ensure("acme");
        try (Connection writer = endpoint.open()) {
            writer.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            writer.setAutoCommit(false);
            writer.createStatement().executeQuery("SELECT 1").close();
            gate.close(NO_GUARD, "acme", 0, "c1", LONG, LONG);
            gate.decide(NO_GUARD, "acme", "c1", TARGET);

            assertThatThrownBy(() -> gate.enter(writer, "acme"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("40001"));
            writer.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void theFenceRefusesAnOvertakenTokenAndEveryTokenAfterTheEnd(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        Fence fence = new Fence(endpoint);
        MigrationId migration = MigrationId.of("m-1");
        fence.raise(migration, FencingToken.of(1));
        fence.raise(migration, FencingToken.of(2));

        assertThatThrownBy(() -> check(endpoint, fence, migration, 1)).isInstanceOf(LeaseLostException.class);
        check(endpoint, fence, migration, 2);
        assertThatThrownBy(() -> fence.raise(migration, FencingToken.of(1))).isInstanceOf(LeaseLostException.class);
        fence.retire(migration);

        assertThatThrownBy(() -> check(endpoint, fence, migration, 2)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void raisingTheFenceEndsATransactionInWhichTheOvertakenMoverIsFrozen() throws Exception {
        Endpoint endpoint = endpoint(Engine.POSTGRESQL);
        Fence fence = new Fence(endpoint);
        MigrationId migration = MigrationId.of("m-1");
        MigrationId other = MigrationId.of("m-2");
        fence.raise(migration, FencingToken.of(1));
        fence.raise(other, FencingToken.of(1));
        try (Connection frozen = endpoint.open();
                Connection bystander = endpoint.open()) {
            frozen.setAutoCommit(false);
            fence.check(frozen, migration, FencingToken.of(1));
            bystander.setAutoCommit(false);
            fence.check(bystander, other, FencingToken.of(1));

            fence.raise(migration, FencingToken.of(2));

            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
            bystander.commit();
        }
        check(endpoint, fence, migration, 2);
    }

    @Test
    void raisingTheFenceWaitsForATransactionOfTheOvertakenMoverWhereItCannotBeEnded() throws Exception {
        Endpoint endpoint = endpoint(Engine.H2);
        Fence fence = new Fence(endpoint);
        MigrationId migration = MigrationId.of("m-1");
        fence.raise(migration, FencingToken.of(1));
        ExecutorService taker = Executors.newSingleThreadExecutor();
        try (Connection zombie = endpoint.open()) {
            zombie.setAutoCommit(false);
            fence.check(zombie, migration, FencingToken.of(1));

            Future<?> raising = taker.submit(() -> {
                fence.raise(migration, FencingToken.of(2));
                return null;
            });
            assertThat(raising.isDone()).isFalse();
            zombie.commit();

            raising.get(30, TimeUnit.SECONDS);
        } finally {
            taker.shutdownNow();
        }
        check(endpoint, fence, migration, 2);
    }

    @Test
    void anUnknownEndpointIsNamedWithThoseThatAreKnown() {
        Endpoints endpoints = Endpoints.of(Map.of("shared", TestDatabase.h2(folder)));

        assertThatThrownBy(() -> endpoints.get(EndpointName.of("dedicatd")))
                .isInstanceOf(EndpointUnavailableException.class)
                .hasMessageContaining("dedicatd")
                .hasMessageContaining("shared");
    }

    @Test
    void anUnreachableEndpointIsNamedWithoutItsUrl() {
        Endpoint endpoint = Endpoints.of(
                        Map.of("gone", TestDatabase.at("jdbc:postgresql://127.0.0.1:1/db?user=u&password=canary")))
                .get(EndpointName.of("gone"));

        assertThatThrownBy(endpoint::open)
                .isInstanceOf(EndpointUnavailableException.class)
                .hasMessageContaining("gone")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("127.0.0.1");
    }

    private static void check(Endpoint endpoint, Fence fence, MigrationId migration, long token) throws SQLException {
        endpoint.inTransaction(connection -> {
            fence.check(connection, migration, FencingToken.of(token));
            return true;
        });
    }

    private Endpoint endpoint(Engine engine) throws SQLException {
        Endpoint endpoint =
                Endpoints.of(Map.of("db", TestDatabase.create(engine, folder))).get(EndpointName.of("db"));
        GateTables.createMissing(endpoint);
        return endpoint;
    }
}
