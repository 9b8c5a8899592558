package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant moves while eight writers go on: promises 1 and 2 (D8, D13, K2, X12). */
class LiveMoveTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WRITERS = 8;

    @ParameterizedTest
    @CsvSource({"H2, H2", "POSTGRESQL, POSTGRESQL", "MARIADB, MARIADB"})
    void losesNoWriteOfEightWriters(DatabaseKind source, DatabaseKind target) throws Exception {
        try (LiveFleet fleet = new LiveFleet(source, target, DatabaseKind.H2)) {
            fleet.fill(50, 20);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            MigrationResult result;

            Writers writers = Writers.start(fleet.store(), WRITERS, 500, Seed.ofThisRun());
            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move());
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            figures(source, target, result, writers);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(fleet.dedicated))).isEmpty();
            assertThat(LiveFleet.of(before, LiveFleet.BYSTANDER)
                            .differencesTo(LiveFleet.of(LiveFleet.imageOf(fleet.shared), LiveFleet.BYSTANDER)))
                    .isEmpty();
            LiveFleet.checkNoResidue(before, fleet.shared);
            LiveFleet.checkNoResidue(before, fleet.dedicated);
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @CsvSource({"MARIADB, POSTGRESQL", "POSTGRESQL, MARIADB"})
    void losesNoWriteOfEightWritersBetweenEngines(DatabaseKind source, DatabaseKind target) throws Exception {
        losesNoWriteOfEightWriters(source, target);
    }

    private static void figures(DatabaseKind source, DatabaseKind target, MigrationResult result, Writers writers)
            throws SQLException {
        String suffix = "." + (source == target ? source : source + "-" + target)
                        .toString()
                        .toLowerCase(Locale.ROOT);
        String pause = result.status().steps().stream()
                .flatMap(step -> step.notes().entrySet().stream())
                .filter(note -> note.getKey().equals("writers waited for at most"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("unknown");
        System.out.println("figure live.acknowledged" + suffix + " = " + writers.acknowledged() + " (bound > 0)");
        System.out.println("figure live.pause" + suffix + " = " + pause
                + " (bound <= 1500 ms: half a second for writers in flight, one for the rest)");
        System.out.println("figure live.write.p99.ms" + suffix + " = "
                + writers.latency(99).toMillis() + " (bound none)");
        System.out.println("figure live.write.longest.ms" + suffix + " = "
                + writers.latency(100).toMillis() + " (bound none)");
    }

    private static MigrationController engine(LiveFleet fleet) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.journal).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.router))
                .build();
    }

    private static MigrationResult run(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move));
        MigrationHandle handle =
                engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
        return handle.await(LIMIT);
    }
}
