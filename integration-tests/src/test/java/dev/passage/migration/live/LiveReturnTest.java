package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.history.Writers;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant goes back after its switch, with every write made since and while it is written to (D12, R3, X12). */
class LiveReturnTest {
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoWriteOfEightWritersThereAndBack(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(50, 20);

            LiveMoves.ThereAndBack trip = LiveMoves.thereAndBack(fleet, LiveFleet.move(), fleet.store(), 500, () -> {});

            figures(kind, trip.result(), trip.writers());
            assertThat(trip.writers().violations(LiveFleet.written(fleet.shared)))
                    .isEmpty();
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
