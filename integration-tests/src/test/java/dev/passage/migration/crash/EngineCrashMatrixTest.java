package dev.passage.migration.crash;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import org.junit.jupiter.api.Tag;

/** Promise 3 over real databases: each fault point of executor and journal, at its first, middle and last hit (X1, X2, R1). */
final class EngineCrashMatrixTest {

    @CrashMatrix(LedgerScenario.OnH2.class)
    void endsOnceAndWithoutLossOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(LedgerScenario.OnH2AndBack.class)
    void isUndoneWithoutResidueOnH2(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(
            value = LedgerScenario.OnH2AndBack.class,
            hits = CrashMatrix.Hits.FIRST,
            actions = {CrashMatrix.Action.THROW, CrashMatrix.Action.LOSE_ACKNOWLEDGEMENT, CrashMatrix.Action.DELAY})
    void isUndoneWithoutResidueWhateverGoesWrongBesides(CrashCase crash) throws Exception {
        crash.run();
    }

    @Tag("nightly")
    @CrashMatrix(value = LedgerScenario.OnPostgresAndBack.class, pairs = 50)
    void isUndoneWithoutResidueOnPostgres(CrashCase crash) throws Exception {
        crash.run();
    }
}
