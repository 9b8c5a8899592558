package dev.passage.migration.live;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.Tag;

/** A live move whose process dies at each point of it, while the host goes on writing (T3, D8, D13, X1, X12). */
final class LiveMoveCrashMatrixTest {

    @Tag("nightly")
    @CrashMatrix(value = LiveScenario.OnPostgres.class, hits = CrashMatrix.Hits.FIRST)
    void losesNothingOnPostgres(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(value = LiveScenario.OnH2AndBack.class, hits = CrashMatrix.Hits.FIRST)
    void losesNothingThereAndBackOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("soak")
    @CrashMatrix(value = LiveScenario.OnH2AndBackInTime.class, hits = CrashMatrix.Hits.FIRST)
    void losesNothingThereAndBackInTimeOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("nightly")
    @CrashMatrix(value = LiveScenario.OnMariaDb.class, hits = CrashMatrix.Hits.FIRST)
    void losesNothingOnMariaDb(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("nightly")
    @CrashMatrix(value = LiveScenario.OnPostgresAndBack.class, pairs = 50)
    void losesNothingThereAndBackOnPostgres(CrashCase crash) throws Exception {
        crash.run();
    }
}
