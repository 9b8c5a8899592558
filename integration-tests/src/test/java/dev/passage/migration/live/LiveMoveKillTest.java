package dev.passage.migration.live;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tenants move while writers go on, and the movers' process is killed with {@code kill -9} again and again, also while writers wait for
 * the decision; half of the moves are rolled back after the switch: promises 1, 2 and 3 (D8, D13, K2, R1, X1, X12).
 */
final class LiveMoveKillTest {
    private static final int KILLS = 4;
    private static final int KILLS_IN_PAUSE = 2;

    @Test
    void losesNoWriteWhenItsMoverIsKilledAgainAndAgain(@TempDir Path folder) throws Exception {
        groups(DatabaseKind.POSTGRESQL, 1, 2, folder).check(1);
    }

    @Tag("soak")
    @Test
    void losesNoWriteInManyMovesWhoseMoversAreKilled(@TempDir Path folder) throws Exception {
        groups(DatabaseKind.POSTGRESQL, 10, 6, folder).check(1);
    }

    @Tag("soak")
    @Test
    void losesNoWriteOnH2(@TempDir Path folder) throws Exception {
        groups(DatabaseKind.H2, 2, 5, folder).check(1);
    }

    @Tag("nightly")
    @Test
    void losesNoWriteInAThousandMovesWhoseMoversAreKilled(@TempDir Path folder) throws Exception {
        groups(DatabaseKind.POSTGRESQL, 167, 6, folder).check(1);
    }

    private static KillFigures groups(DatabaseKind kind, int groups, int movesAtOnce, Path folder) throws Exception {
        Random chance = new Random(Seed.ofThisRun());
        KillFigures figures = new KillFigures(
                kind == DatabaseKind.POSTGRESQL ? "" : "." + kind.name().toLowerCase(Locale.ROOT));
        for (int group = 0; group < groups; group++) {
            List<KilledMove> moves = new ArrayList<>();
            try {
                for (int number = 0; number < movesAtOnce; number++) {
                    moves.add(KilledMove.begin(
                            kind, number % 2 == 1, 2, Duration.ofMillis(10L * movesAtOnce / 2), chance.nextLong()));
                }
                KilledMovers movers = new KilledMovers(moves, folder, chance);
                movers.kill(KILLS, KILLS_IN_PAUSE, figures);
                movers.finish();
                for (KilledMove move : moves) {
                    move.addTo(figures);
                }
            } finally {
                moves.forEach(KilledMove::close);
            }
        }
        return figures;
    }
}
