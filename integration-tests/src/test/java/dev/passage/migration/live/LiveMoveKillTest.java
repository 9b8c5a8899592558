package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.crash.KilledProcesses;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A tenant moves while writers go on, and the mover's process is killed with {@code kill -9} again and again; half of the moves are
 * rolled back after the switch: promises 1, 2 and 3 (D8, D13, K2, R1, X1, X12).
 */
final class LiveMoveKillTest {
    private static final int WRITERS = 4;
    private static final int KILLS = 6;
    private static final int MOST_MILLIS = 2_000;

    private long kills;
    private long acknowledged;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> twoOwners = new ArrayList<>();

    @Test
    void losesNoWriteWhenItsMoverIsKilledAgainAndAgain() throws Exception {
        moves(2);
    }

    @Tag("soak")
    @Test
    void losesNoWriteInManyMovesWhoseMoversAreKilled() throws Exception {
        moves(12);
    }

    @Tag("nightly")
    @Test
    void losesNoWriteInAThousandMovesWhoseMoversAreKilled() throws Exception {
        moves(1_000);
    }

    private void moves(int moves) throws Exception {
        Random chance = new Random(Seed.ofThisRun());
        for (int number = 0; number < moves; number++) {
            move(number % 2 == 1, chance);
        }
        figure("live.moves", moves, "none");
        figure("live.kills", kills, "> 0");
        figure("live.acknowledged", acknowledged, "> 0");
        figure("live.lost", count("lost"), "0");
        figure("live.resurrected", count("alive"), "0");
        figure("live.split-brain", twoOwners.size(), "0");
        assertThat(kills).isPositive();
        assertThat(wrong).isEmpty();
        assertThat(twoOwners).isEmpty();
    }

    private void move(boolean back, Random chance) throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL, DatabaseKind.POSTGRESQL)) {
            fleet.fill(20, 30);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            List<String> arguments = new ArrayList<>(fleet.urls());
            arguments.add(back ? LiveMoveProcess.BACK : "there");
            Path folder = Files.createDirectories(fleet.folder().resolve("story"));
            KilledProcesses processes = new KilledProcesses(LiveMoveProcess.class, folder, arguments);
            String end;
            try (GateWatch gates = new GateWatch(fleet);
                    Writers writers = Writers.start(fleet.store(), WRITERS, 300, chance.nextLong())) {
                end = processes.killAtRandom(KILLS, chance, MOST_MILLIS).finish();
                writers.stop();
                assertThat(writers.errors()).isEmpty();
                acknowledged += writers.acknowledged();
                wrong.addAll(writers.violations(LiveFleet.written(back ? fleet.shared : fleet.dedicated)));
                twoOwners.addAll(gates.violations());
            }
            kills += processes.kills();

            assertThat(end).isEqualTo(back ? "ROLLED_BACK" : "COMPLETED");
            assertThat(LiveFleet.of(before, LiveFleet.BYSTANDER)
                            .differencesTo(LiveFleet.of(LiveFleet.imageOf(fleet.shared), LiveFleet.BYSTANDER)))
                    .isEmpty();
            LiveFleet.checkNoResidue(before, fleet.shared);
            LiveFleet.checkNoResidue(before, fleet.dedicated);
        }
    }

    private long count(String word) {
        return wrong.stream().filter(violation -> violation.contains(word)).count();
    }

    private static void figure(String name, long value, String bound) {
        System.out.println("figure " + name + " = " + value + " (bound " + bound + ")");
    }
}
