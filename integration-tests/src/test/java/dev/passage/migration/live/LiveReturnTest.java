package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant goes back after its switch, with every write made since and while it is written to (D12, R3, X12). */
class LiveReturnTest {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int WRITERS = 8;
    static final RollbackOptions BACK =
            RollbackOptions.carryingWrites(ConflictStrategy.TARGET_WINS).by("on-call");

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoWriteOfEightWritersThereAndBack(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(50, 20);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            DatabaseImage dedicated = LiveFleet.imageOf(fleet.dedicated);
            MigrationResult result;

            Writers writers = Writers.start(fleet.store(), WRITERS, 500, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                MigrationHandle handle =
                        LiveMoves.intoWindow(engine, LiveFleet.move().keepingWayBackFor(WINDOW));
                result = engine.rollback(handle.id(), BACK).await(LiveMoves.LIMIT);
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            figures(kind, result, writers);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(fleet.shared))).isEmpty();
            assertThat(dedicated.differencesTo(LiveFleet.imageOf(fleet.dedicated)))
                    .isEmpty();
            LiveFleet.checkNoResidue(before, fleet.shared);
            LiveFleet.checkNoResidue(dedicated, fleet.dedicated);
        }
    }

    @Tag("soak")
    @Test
    void losesNoWriteOfEightWritersThereAndBackOnMariaDb() throws Exception {
        losesNoWriteOfEightWritersThereAndBack(DatabaseKind.MARIADB);
    }

    private static void figures(DatabaseKind kind, MigrationResult result, Writers writers) {
        String suffix = "." + kind.name().toLowerCase(Locale.ROOT);
        System.out.println("figure live.back.acknowledged" + suffix + " = " + writers.acknowledged() + " (bound > 0)");
        System.out.println("figure live.back.write.longest.ms" + suffix + " = "
                + writers.latency(100).toMillis() + " (bound none)");
        result.status().steps().stream()
                .flatMap(step -> step.notes().entrySet().stream())
                .filter(note -> note.getKey().equals("writers waited for at most"))
                .forEach(note -> System.out.println(
                        "figure live.back.pause" + suffix + " = " + note.getValue() + " (bound <= 1000 ms)"));
    }
}
