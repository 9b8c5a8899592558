package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static dev.passage.migration.tenant.FleetOnBothSides.rowsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.observation.Observation;
import dev.passage.migration.observation.ObservedTraffic;
import dev.passage.migration.observation.OnBreach;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Choice;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant is watched after its switch by what its own connections tell (K2, R2, X5, X11). */
class ObservedMoveTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CALLS = 25;

    private final ObservedTraffic traffic = new ObservedTraffic(Clock.systemUTC());
    private TestDatabases databases;
    private FleetOnBothSides fleet;
    private String statement = "SELECT 1";

    @BeforeEach
    void create(@TempDir Path folder) throws SQLException {
        databases = TestDatabases.in(folder);
        fleet = new FleetOnBothSides(databases, DatabaseKind.H2, true);
        fleet.fill(2, 3);
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
        databases.close();
    }

    @Test
    void completesWhenTheTenantFaresWell() throws Exception {
        try (MigrationController engine = engine()) {
            MigrationResult result = run(engine, OnBreach.ROLL_BACK);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(result.status().steps())
                    .flatExtracting(step -> step.notes().values())
                    .anyMatch(note -> note.startsWith("Rates[calls="));
        }
    }

    @Test
    void rollsBackWhenTransactionsFail() throws Exception {
        List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
        statement = "SELECT missing";
        try (MigrationController engine = engine()) {
            MigrationResult result = run(engine, OnBreach.ROLL_BACK);

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure.message()).contains("transactions failed, at most 5 % may"));
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
            assertThat(fleet.routes.ownerOf(ACME)).isEqualTo(EndpointName.of("shared"));
        }
    }

    @Test
    void freezesUntilSomebodySaysGoOn() throws Exception {
        statement = "SELECT missing";
        try (MigrationController engine = engine()) {
            MigrationResult frozen = run(engine, OnBreach.FREEZE);
            engine.signal(frozen.status().id(), ObservedMove.SIGNAL, "on-call", "a known fault of the application");
            MigrationResult result = engine.handle(frozen.status().id()).await(LIMIT);

            assertThat(frozen.state()).isEqualTo(MigrationState.WAITING);
            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(fleet.routes.ownerOf(ACME)).isEqualTo(EndpointName.of("dedicated"));
        }
    }

    @Test
    void asksAndGoesBackWhenToldSo() throws Exception {
        statement = "SELECT missing";
        try (MigrationController engine = engine()) {
            MigrationResult asking = run(engine, OnBreach.ASK);
            engine.decide(asking.status().id(), "roll-back", "on-call", "customers complain");
            MigrationResult result = engine.handle(asking.status().id()).await(LIMIT);

            assertThat(asking.state()).isEqualTo(MigrationState.BLOCKED);
            assertThat(asking.status().choices()).extracting(Choice::name).containsExactly("go-on", "roll-back");
            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        }
    }

    @Test
    void isRefusedWhenNobodyTellsOfTheTraffic() {
        try (MigrationController engine = MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                .build()) {
            MigrationPlan plan =
                    engine.plan(MigrationSpec.of(move(OnBreach.ASK)).requestedBy("test"));

            assertThat(plan.blockingFindings()).extracting(Finding::code).containsExactly("observation.untold");
        }
    }

    private MigrationController engine() {
        TenantConnections tenants =
                TenantConnections.over(fleet.endpoints, fleet.routes).reportingTo(traffic);
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.routes).observing(traffic))
                .listener(event -> {
                    if (event instanceof MigrationEvent.StepStarted started
                            && started.step().value().equals("observe")) {
                        work(tenants);
                    }
                })
                .build();
    }

    private void work(TenantConnections tenants) {
        for (int i = 0; i < CALLS; i++) {
            if (statement.contains("missing")) {
                assertThatThrownBy(() -> execute(tenants)).isInstanceOf(SQLException.class);
            } else {
                try {
                    execute(tenants);
                } catch (SQLException refused) {
                    throw new IllegalStateException(refused);
                }
            }
        }
    }

    private void execute(TenantConnections tenants) throws SQLException {
        try (Connection connection = tenants.connection(ACME);
                Statement asked = connection.createStatement()) {
            asked.execute(statement);
        }
    }

    private MigrationResult run(MigrationController engine, OnBreach onBreach) throws InterruptedException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move(onBreach)).requestedBy("test"));
        assertThat(plan.blockingFindings()).isEmpty();
        return engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(LIMIT);
    }

    private static TenantMove move(OnBreach onBreach) {
        return TenantMove.of(ACME)
                .from("shared")
                .to("dedicated")
                .root("customers")
                .observing(Observation.lasting(Duration.ofSeconds(6))
                        .within(Duration.ofSeconds(10))
                        .onBreach(onBreach));
    }
}
