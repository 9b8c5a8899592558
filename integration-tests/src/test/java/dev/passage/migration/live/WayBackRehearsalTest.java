package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The dry run of a rollback says what would come back and how conflicts would end, and writes nothing (R3, P5). */
class WayBackRehearsalTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({
        "H2, SOURCE_WINS, 1, 0, 3, 0, 0",
        "H2, TARGET_WINS, 3, 1, 0, 3, 0",
        "H2, MANUAL, 1, 0, 0, 0, 3",
        "POSTGRESQL, SOURCE_WINS, 1, 0, 3, 0, 0",
        "POSTGRESQL, NEWEST_WINS, 1, 0, 2, 0, 1"
    })
    void saysByTableAndStrategyHowConflictsWouldEnd(
            DatabaseKind kind, ConflictStrategy strategy, int put, int deleted, int stay, int overwritten, int asked)
            throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            MigrationHandle handle = LiveMoves.intoWindow(engine, WayBackConflictsTest.move());
            engine.pause(handle.id(), "tester", "nothing is to be brought meanwhile");
            handle.await(LIMIT);
            WayBackConflictsTest.conflict(fleet);
            List<DatabaseImage> before = images(fleet);

            DryRunReport report = engine.dryRun(
                    handle.id(), RollbackOptions.carryingWrites(strategy).by("on-call"));

            assertThat(report.isSuccessful()).as("%s", report).isTrue();
            assertThat(report.steps())
                    .extracting(step -> step.step().value())
                    .containsExactly("take-back", "disarm-capture", "clear-target", "drop-created");
            assertThat(said(report))
                    .contains("bring " + put + " rows of \"vehicles\" back to shared, and delete " + deleted + " there")
                    .contains("settle rows of \"vehicles\" that were written on shared behind its gate ("
                            + strategy.name().toLowerCase(Locale.ROOT) + "): " + stay + " stay, " + overwritten
                            + " become what they are on dedicated, of " + asked + " a person has to say so")
                    .contains("settle rows of \"trips\"");
            unchanged(before, images(fleet));
            assertThat(engine.status(handle.id()).state()).isEqualTo(MigrationState.PAUSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void saysThatNothingComesBackWhereNothingWasWritten(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 1);
            MigrationHandle handle = LiveMoves.intoWindow(engine, WayBackConflictsTest.move());

            DryRunReport report =
                    engine.dryRun(handle.id(), RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS));

            assertThat(said(report)).contains("bring nothing back, because both sides hold the same");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void saysThatTriggersWouldBeCreatedAgainWhereTheWayBackWasNotKept(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 1);
            MigrationHandle handle = LiveMoves.toTheEnd(engine, LiveFleet.move());
            LiveFleet.execute(fleet.dedicated, "UPDATE trips SET note = 'new' WHERE vehicle_id = 1000001");
            List<DatabaseImage> before = images(fleet);

            DryRunReport report =
                    engine.dryRun(handle.id(), RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS));

            assertThat(said(report))
                    .contains("create triggers on dedicated again")
                    .contains("bring 1 rows of \"trips\" back to shared, and delete 0 there")
                    .contains("not look for rows that were written on shared behind its gate");
            unchanged(before, images(fleet));
        }
    }

    private static List<DatabaseImage> images(LiveFleet fleet) {
        return List.of(
                DatabaseImage.of(fleet.shared), DatabaseImage.of(fleet.dedicated), DatabaseImage.of(fleet.journal));
    }

    private static void unchanged(List<DatabaseImage> before, List<DatabaseImage> after) {
        for (int i = 0; i < before.size(); i++) {
            assertThat(before.get(i).differencesTo(after.get(i))).isEmpty();
        }
    }

    /** H2 has other letters in its names. */
    static String said(DryRunReport report) {
        StringBuilder said = new StringBuilder();
        report.steps().forEach(step -> {
            step.actions().forEach(action -> said.append(action).append('\n'));
            step.error().ifPresent(error -> said.append(error).append('\n'));
        });
        return said.toString().toLowerCase(Locale.ROOT);
    }
}
