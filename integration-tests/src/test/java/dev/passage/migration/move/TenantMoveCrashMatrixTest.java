package dev.passage.migration.move;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.Tag;

/** Every fault point that a move reaches, there and on the way back, at its first, middle and last hit (T3, D3, R1). */
final class TenantMoveCrashMatrixTest {

    @Tag("soak")
    @CrashMatrix(value = MoveScenario.OnH2AndBack.class, pairs = 100)
    void movesThereAndBackOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(value = MoveScenario.OnPostgresAndBack.class, pairs = 50)
    void movesThereAndBackOnPostgres(CrashCase crash) throws Exception {
        crash.run();
    }
}
