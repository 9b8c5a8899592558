package dev.passage.migration.live;

import dev.passage.migration.live.LiveMoveProcess.End;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tenants move while writers go on, and the movers' process is killed with {@code kill -9} again and again, also while writers wait for
 * the decision; half of the moves are rolled back after the switch: promises 1, 2 and 3 (D8, D13, K2, R1, X1, X12).
 */
final class LiveMoveKillTest {
    /** Of each process that moves several tenants at once: at any moment, and while writers wait. */
    private record Kills(int random, int inPause) {}

    private static final Kills FEW = new Kills(3, 1);
    private static final Kills MANY = new Kills(5, 2);
    private static final int WRITERS = 2;
    private static final int TOLD_EVERY = 100;

    /** Half of them back, and some of these when their way back is no longer kept. */
    private static final List<End> ENDS = List.of(End.THERE, End.BACK, End.THERE, End.BACK_LATE);

    /** Of a writer before each write, for each move at once, so that the load of all is the same. */
    private static final Duration THOUGHT = Duration.ofMillis(8);

    @Test
    void losesNoWriteWhenItsMoverIsKilledAgainAndAgain(@TempDir Path folder) throws Exception {
        move(DatabaseKind.POSTGRESQL, 2, 2, FEW, 1, folder);
    }

    @Tag("soak")
    @Test
    void losesNoWriteInSixtyMovesWhoseMoversAreKilled(@TempDir Path folder) throws Exception {
        move(DatabaseKind.POSTGRESQL, 60, 6, MANY, 360, folder);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource(names = {"H2", "MARIADB"})
    void losesNoWriteOnOtherDatabases(DatabaseKind kind, @TempDir Path folder) throws Exception {
        move(kind, 10, 5, MANY, 60, folder);
    }

    @Tag("nightly")
    @Test
    void losesNoWriteInAThousandMovesWhoseMoversAreKilled(@TempDir Path folder) throws Exception {
        move(DatabaseKind.POSTGRESQL, 1_000, 6, MANY, 6_000, folder);
    }

    /** At least so many moves, some at once, and more until there were so many kills. */
    private static void move(DatabaseKind kind, int leastMoves, int atOnce, Kills kills, long leastKills, Path folder)
            throws Exception {
        Random chance = new Random(Seed.ofThisRun());
        KillFigures figures = new KillFigures(
                kind == DatabaseKind.POSTGRESQL ? "" : "." + kind.name().toLowerCase(Locale.ROOT));
        int mostMoves = leastMoves + leastMoves / 2;
        while (figures.moves() < leastMoves || (figures.kills() < leastKills && figures.moves() < mostMoves)) {
            int before = figures.moves();
            moveAtOnce(kind, atOnce, kills, folder, chance, figures);
            if (figures.moves() / TOLD_EVERY > before / TOLD_EVERY) {
                figures.tellSoFar();
            }
        }
        figures.check(leastKills);
    }

    private static void moveAtOnce(
            DatabaseKind kind, int moves, Kills kills, Path folder, Random chance, KillFigures figures)
            throws Exception {
        List<KilledMove> begun = new ArrayList<>();
        try {
            for (int number = 0; number < moves; number++) {
                begun.add(KilledMove.begin(
                        kind, ENDS.get(number % ENDS.size()), WRITERS, THOUGHT.multipliedBy(moves), chance.nextLong()));
            }
            KilledMovers movers = new KilledMovers(begun, folder, chance);
            movers.kill(kills.random(), kills.inPause(), figures);
            movers.finish();
            for (KilledMove move : begun) {
                move.addTo(figures);
            }
        } finally {
            begun.forEach(KilledMove::close);
        }
    }
}
