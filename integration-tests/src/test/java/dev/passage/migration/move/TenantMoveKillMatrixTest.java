package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every fault point of executor and tenant move, with a process that dies there by {@code kill -9}: another takes over, and both
 * databases are compared row by row (T3, X1, X2, R1).
 */
@Tag("soak")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TenantMoveKillMatrixTest {
    private static final CrashFigures FIGURES = new CrashFigures();

    @CrashMatrix(value = MoveScenario.OnPostgresAndBack.class, forked = true, hits = CrashMatrix.Hits.FIRST)
    @Order(1)
    void movesThereAndBack(CrashCase crash) throws Exception {
        FIGURES.run(crash);
    }

    @CrashMatrix(value = MoveScenario.OnSpoiledPostgres.class, forked = true, hits = CrashMatrix.Hits.FIRST)
    @Order(2)
    void isUndoneBeforeTheDecision(CrashCase crash) throws Exception {
        if (!FIGURES.hasShown(crash)) {
            FIGURES.run(crash);
        }
    }

    @CrashMatrix(value = MoveScenario.OnPostgresInRanges.class, forked = true, hits = CrashMatrix.Hits.FIRST)
    @Order(3)
    void goesOnInTheSameRanges(CrashCase crash) throws Exception {
        if (crash.crashes().get(0).point().startsWith("copy.")) {
            FIGURES.run(crash);
        }
    }

    @AfterAll
    static void printFigures() {
        CrashFigures.print("crash.points", FIGURES.points(), ">= 60");
        CrashFigures.print("crash.failures", FIGURES.failures(), "0");
        assertThat(FIGURES.points()).isGreaterThanOrEqualTo(60);
    }
}
