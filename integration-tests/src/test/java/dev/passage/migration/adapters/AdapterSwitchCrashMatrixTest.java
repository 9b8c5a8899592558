package dev.passage.migration.adapters;

import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;

/** A switch killed at each of its points ends in the stage that it would have, there and back, each stage entered once (A2, T3). */
final class AdapterSwitchCrashMatrixTest {

    @CrashMatrix(value = AdapterSwitchScenario.Forward.class, hits = CrashMatrix.Hits.FIRST)
    void endsWithTheNewAdapter(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(AdapterSwitchScenario.AndBack.class)
    void endsWithTheOldAdapter(CrashCase crash) throws Exception {
        crash.run();
    }
}
