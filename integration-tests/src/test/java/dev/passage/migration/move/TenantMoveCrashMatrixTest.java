package dev.passage.migration.move;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** Crashes within the process: each point at its first, middle and last hit, and pairs of crashes (T3, D3, R1). */
final class TenantMoveCrashMatrixTest {
    private static final CrashFigures PAIRS = new CrashFigures();

    @Tag("soak")
    @CrashMatrix(MoveScenario.OnH2AndBack.class)
    void movesThereAndBackOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(value = MoveScenario.OnH2AndBack.class, hits = CrashMatrix.Hits.NONE, pairs = 990)
    void survivesASecondCrashDuringTheRecoveryOnH2(CrashCase crash) throws Exception {
        PAIRS.run(crash);
    }

    @Tag("soak")
    @CrashMatrix(value = MoveScenario.OnPostgresAndBack.class, hits = CrashMatrix.Hits.NONE, pairs = 10)
    void survivesASecondCrashDuringTheRecoveryOnPostgres(CrashCase crash) throws Exception {
        PAIRS.run(crash);
    }

    /** The first hit of each point is killed for real in TenantMoveKillMatrixTest. */
    @Tag("nightly")
    @CrashMatrix(MoveScenario.OnPostgresAndBack.class)
    void movesThereAndBackOnPostgres(CrashCase crash) throws Exception {
        crash.run();
    }

    /** The first hit of each is killed for real in TenantMoveKillMatrixTest. */
    @Tag("nightly")
    @CrashMatrix(MoveScenario.OnPostgresInRanges.class)
    void goesOnInTheSameRangesOnPostgres(CrashCase crash) throws Exception {
        if (crash.crashes().get(0).point().startsWith("copy.")) {
            crash.run();
        }
    }

    @Tag("nightly")
    @CrashMatrix(value = MoveScenario.OnH2AndBack.class, hits = CrashMatrix.Hits.NONE, pairs = Integer.MAX_VALUE)
    void survivesEachPairOfCrashesOnH2(CrashCase crash) throws Exception {
        PAIRS.run(crash);
    }

    @AfterAll
    static void printFigures() {
        if (PAIRS.cases() > 0) {
            CrashFigures.print("crash.pairs", PAIRS.cases(), ">= 1000");
            CrashFigures.print("crash.pairs.failures", PAIRS.failures(), "0");
        }
    }
}
