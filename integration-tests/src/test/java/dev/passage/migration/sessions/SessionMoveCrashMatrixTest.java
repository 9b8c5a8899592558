package dev.passage.migration.sessions;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.Tag;

/** A move of sessions whose process dies at each of its points ends as it would have, there and back (S2, S4, T3). */
final class SessionMoveCrashMatrixTest {

    @CrashMatrix(value = SessionMoveScenario.Forward.class, hits = CrashMatrix.Hits.FIRST)
    void endsAtTheTarget(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(value = SessionMoveScenario.AndBack.class, hits = CrashMatrix.Hits.FIRST)
    void endsAtTheSource(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(SessionMoveScenario.AndBack.class)
    void endsAtTheSourceFromEveryStage(CrashCase crash) throws Exception {
        crash.run();
    }
}
