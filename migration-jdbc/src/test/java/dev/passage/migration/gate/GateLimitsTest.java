package dev.passage.migration.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.testdatabase.FaultyConnections;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gate and fence where there is nothing yet, too much, or a database that refuses (X2, D8, H4). */
class GateLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final MigrationId MIGRATION = MigrationId.of("m-1");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void refusesATenantOfNoNameOrTooLongAOne(int length) throws SQLException {
        Endpoint endpoint = endpoint(Engine.H2);
        GateTables.createMissing(endpoint);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gate(endpoint).ensure("t".repeat(length)))
                .withMessageContaining("1 to 200");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsTheGateThatATenantHasAlready(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        GateTables.createMissing(endpoint);
        Gate gate = new Gate(endpoint);
        gate.ensure("t".repeat(200));
        gate.close(connection -> {}, "t".repeat(200), 0, "c1", LONG, LONG);

        GateState state = gate.ensure("t".repeat(200));

        assertThat(state.isClosedBy("c1")).isTrue();
        assertThat(state.isClosedBy("c2")).isFalse();
        gate.reopen(connection -> {}, "t".repeat(200), "c1");
        assertThat(gate.ensure("t".repeat(200)).isClosedBy("")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void retiresWhereNoFenceEverWas(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);

        new Fence(endpoint).retire(MIGRATION);

        assertThat(GateTables.exist(endpoint)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void makesTheTableThatIsMissingOfTheTwo(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        GateTables.createMissing(endpoint);
        execute(endpoint, "DROP TABLE \"passage_fence\"");

        assertThat(GateTables.exist(endpoint)).isFalse();
        new Fence(endpoint).raise(MIGRATION, FencingToken.of(1));

        assertThat(GateTables.exist(endpoint)).isTrue();
    }

    @Test
    void saysWhyTablesCannotBeMade() throws SQLException {
        Endpoint endpoint = endpoint(Engine.POSTGRESQL);
        execute(
                endpoint,
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
                        + " current_database()); END $$");

        assertThatThrownBy(() -> GateTables.createMissing(endpoint))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("25006"));
        assertThat(GateTables.exist(endpoint)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesToWorkWhereSomethingElseHasTheNameOfATable(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        execute(endpoint, "CREATE VIEW \"passage_fence\" AS SELECT 1 AS \"token\"");

        assertThatThrownBy(() -> GateTables.createMissing(endpoint))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("Endpoint db")
                .hasMessageContaining("passage_fence")
                .hasMessageContaining("view");
        assertThat(GateTables.exist(endpoint)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void worksOverConnectionsThatDoNotCommitByThemselves(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        Endpoint endpoint = endpoint(TestDatabase.withoutAutoCommit(database));

        new Fence(endpoint).raise(MIGRATION, FencingToken.of(3));
        GateState state = new Gate(endpoint).ensure("acme");

        assertThat(state.isOpen()).isTrue();
        assertThat(TestDatabase.number(database, "SELECT \"token\" FROM \"passage_fence\""))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void passesOnWhatTheDatabaseRefuses(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        GateTables.createMissing(endpoint);
        Gate gate = new Gate(endpoint);
        gate.ensure("acme");
        execute(endpoint, "ALTER TABLE \"passage_fence\" ADD CONSTRAINT no_fence CHECK (\"token\" < 0)");
        execute(endpoint, "ALTER TABLE \"passage_gate\" ADD CONSTRAINT only_acme CHECK (\"tenant\" = 'acme')");
        execute(endpoint, "ALTER TABLE \"passage_gate\" ADD CONSTRAINT always_open CHECK (\"state\" = 'OPEN')");

        violates(() -> new Fence(endpoint).raise(MIGRATION, FencingToken.of(1)));
        violates(() -> gate.ensure("globex"));
        violates(() -> gate.close(connection -> {}, "acme", 0, "c1", LONG, LONG));
        assertThat(gate.read("acme").orElseThrow().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsAGateThatAnotherMadeBetweenALookAndTheWrite(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        FaultyConnections meanwhile = new FaultyConnections(database);
        Endpoint endpoint = endpoint(meanwhile.dataSource());
        GateTables.createMissing(endpoint);
        Gate gate = new Gate(endpoint);
        Gate other = new Gate(endpoint(database));

        meanwhile.beforeConnection(2, () -> other.open("acme", 7));
        gate.open("acme", 5);
        meanwhile.beforeConnection(2, () -> other.open("globex", 8));
        GateState ensured = gate.ensure("globex");

        assertThat(gate.read("acme").orElseThrow().epoch()).isEqualTo(7);
        assertThat(ensured.epoch()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aGateThatWasClosedByHandStaysClosed(Engine engine) throws SQLException {
        Endpoint endpoint = endpoint(engine);
        GateTables.createMissing(endpoint);
        Gate gate = new Gate(endpoint);
        gate.ensure("acme");
        execute(endpoint, "UPDATE \"passage_gate\" SET \"state\" = 'CLOSED' WHERE \"tenant\" = 'acme'");

        assertThat(gate.read("acme").orElseThrow().expired()).isFalse();
        assertThat(gate.heal("acme")).isFalse();
        assertThat(gate.read("acme").orElseThrow().isOpen()).isFalse();
    }

    /** Between the end of the wait and the question who was waited for. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void namesNobodyWhoHasEndedMeanwhile(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        GateTables.createMissing(endpoint(database));
        new Gate(endpoint(database)).ensure("acme");
        try (Connection writer = database.getConnection()) {
            writer.setAutoCommit(false);
            new Gate(endpoint(database)).enter(writer, "acme");
            AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
            Gate gate = new Gate(endpoint(TestDatabase.after(
                    () -> {
                        if (left.decrementAndGet() == 0) {
                            writer.rollback();
                        }
                    },
                    database)));

            assertThatThrownBy(() -> closeSoon(gate)).hasMessageContaining("In flight");
            left.set(Integer.MAX_VALUE); // the first connection of all asks what engine it is, too
            assertThatThrownBy(() -> closeSoon(gate)).hasMessageContaining("In flight");
            left.set(Integer.MAX_VALUE - left.get()); // and the last who is in flight
            assertThatThrownBy(() -> closeSoon(gate))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessageContaining("so its gate was not closed.")
                    .hasMessageNotContaining("In flight");
        }
    }

    private static void closeSoon(Gate gate) throws SQLException {
        gate.close(guard -> {}, "acme", 0, "c1", Duration.ofMinutes(1), Duration.ofMillis(100));
    }

    private static void violates(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).startsWith("23"));
    }

    private static void execute(Endpoint endpoint, String statement) throws SQLException {
        endpoint.inTransaction(connection -> connection.createStatement().execute(statement));
    }

    private Endpoint endpoint(Engine engine) throws SQLException {
        return endpoint(TestDatabase.create(engine, folder));
    }

    private static Endpoint endpoint(DataSource database) {
        return Endpoints.of(Map.of("db", database)).get(EndpointName.of("db"));
    }
}
