package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant moves while eight writers go on: promises 1 and 2 (D8, D13, K2, X12). */
class LiveMoveTest {
    /** A second, and the time until a writer looks at the gate again. */
    private static final long LONGEST_PAUSE = 1_000 + 50;

    @ParameterizedTest
    @CsvSource({"H2, H2", "POSTGRESQL, POSTGRESQL", "MARIADB, MARIADB"})
    void losesNoWriteOfEightWriters(DatabaseKind source, DatabaseKind target) throws Exception {
        try (LiveFleet fleet = new LiveFleet(source, target, DatabaseKind.H2)) {
            fleet.fill(50, 20);

            MigrationResult result =
                    moveUnderLoad(fleet, new TenantMoveHandler(fleet.endpoints, fleet.router), LiveFleet.move());

            pause(source, target, result);
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @CsvSource({"MARIADB, POSTGRESQL", "POSTGRESQL, MARIADB"})
    void losesNoWriteOfEightWritersBetweenEngines(DatabaseKind source, DatabaseKind target) throws Exception {
        losesNoWriteOfEightWriters(source, target);
    }

    @Test
    void losesNoWriteWhileRangesOfATableAreCopiedAtTheSameTime() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL)) {
            fleet.fill(20, 50);
            TenantMoveHandler handler = new TenantMoveHandler(fleet.endpoints, fleet.router).copyingInParallel(4, 4);

            MigrationResult result = moveUnderLoad(fleet, handler, LiveFleet.move());

            assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        }
    }

    /** Moves the tenant while writers write, and checks that nothing is lost and nothing is left. */
    private static MigrationResult moveUnderLoad(LiveFleet fleet, TenantMoveHandler handler, TenantMove move)
            throws Exception {
        DatabaseImage before = LiveFleet.imageOf(fleet.shared);
        MigrationResult result;
        Writers writers = Writers.start(fleet.store(), LiveMoves.WRITERS, 500, Seed.ofThisRun());
        try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
            result = LiveMoves.run(engine, move);
            writers.stop();
        } finally {
            writers.close();
        }

        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        assertThat(writers.errors()).isEmpty();
        assertThat(writers.acknowledged()).isPositive();
        assertThat(writers.violations(LiveFleet.written(fleet.dedicated))).isEmpty();
        LiveFleet.checkNoResidue(before, fleet.shared);
        LiveFleet.checkNoResidue(before, fleet.dedicated);
        return result;
    }

    /** Prints for how long the writers were held, by the mover's own clock. */
    private static void pause(DatabaseKind source, DatabaseKind target, MigrationResult result) {
        String engines = (source == target ? source.name() : source + "-" + target).toLowerCase(Locale.ROOT);
        String note = result.status().steps().stream()
                .flatMap(step -> step.notes().entrySet().stream())
                .filter(each -> each.getKey().equals("writers waited for at most"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        System.out.println("figure live.pause.ms." + engines + " = " + note.replace(" ms", "") + " (bound <= "
                + LONGEST_PAUSE + ", the longest pause and the refresh of a route)");
    }
}
