package dev.passage.migration.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
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
        endpoint.inTransaction(connection -> connection.createStatement().execute("DROP TABLE \"passage_fence\""));

        assertThat(GateTables.exist(endpoint)).isFalse();
        new Fence(endpoint).raise(MIGRATION, FencingToken.of(1));

        assertThat(GateTables.exist(endpoint)).isTrue();
    }

    @Test
    void saysWhyTablesCannotBeMade() throws SQLException {
        Endpoint endpoint = endpoint(Engine.POSTGRESQL);
        endpoint.inTransaction(connection -> connection
                .createStatement()
                .execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
                        + " current_database()); END $$"));

        assertThatThrownBy(() -> GateTables.createMissing(endpoint))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("25006"));
        assertThat(GateTables.exist(endpoint)).isFalse();
    }

    private Endpoint endpoint(Engine engine) throws SQLException {
        return Endpoints.of(Map.of("db", TestDatabase.create(engine, folder))).get(EndpointName.of("db"));
    }
}
