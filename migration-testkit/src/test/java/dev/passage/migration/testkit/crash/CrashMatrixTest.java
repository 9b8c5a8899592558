package dev.passage.migration.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.testkit.fault.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Capability T3: a user's own handler gets its crash tests for free, and they find its mistakes. */
final class CrashMatrixTest {

    @CrashMatrix(value = SafeUpgrade.class, pairs = 20)
    void survivesEveryCrash(CrashCase crash) throws Exception {
        crash.run();
    }

    @CrashMatrix(RolledBackUpgrade.class)
    void survivesEveryCrashAndIsRolledBack(CrashCase crash) throws Exception {
        crash.run();
    }

    @Test
    void findsThePlantedMistake() throws Exception {
        List<String> failures = new ArrayList<>();

        for (CrashCase crash : CrashCases.record(DoublingUpgrade::new).single()) {
            try {
                crash.run();
            } catch (AssertionError e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }

        assertThat(failures).anyMatch(failure -> failure.contains("executor.step.effect-done"));
    }

    @Test
    void namesThePointsThatWereNotReached() throws Exception {
        CrashCases cases = CrashCases.record(SafeUpgrade::new);

        assertThat(cases.uncovered()).contains("executor.turned-back").doesNotContain("executor.step.effect-done");
        assertThat(cases.pairs(5, Seed.ofThisRun())).hasSize(5);
    }

    /** Doubles the numbers of a store in a way that can be repeated. */
    static class SafeUpgrade implements CrashScenario {
        final List<Integer> store = Collections.synchronizedList(new ArrayList<>(List.of(1, 2, 3)));

        void upgrade() {
            for (int index = 0; index < store.size(); index++) {
                store.set(index, (index + 1) * 2);
            }
        }

        void downgrade() {
            for (int index = 0; index < store.size(); index++) {
                store.set(index, index + 1);
            }
        }

        @Override
        public List<Handler<?>> handlers(CrashProcess process) {
            return List.of(new Upgrading(this));
        }

        @Override
        public MigrationSpec spec() {
            return MigrationSpec.of(new Upgrade("numbers"));
        }

        @Override
        public void check(MigrationResult end) {
            assertThat(store).containsExactly(2, 4, 6);
        }
    }

    /** The same, rolled back. */
    static final class RolledBackUpgrade extends SafeUpgrade {

        @Override
        public boolean rollsBack() {
            return true;
        }

        @Override
        public void check(MigrationResult end) {
            assertThat(store).containsExactly(1, 2, 3);
        }
    }

    /** The planted mistake: doubling what may have been doubled already. */
    static final class DoublingUpgrade extends SafeUpgrade {

        @Override
        void upgrade() {
            store.replaceAll(number -> number * 2);
        }
    }

    /** What is asked for. */
    record Upgrade(String scope) {}

    /** A handler as a user writes it. */
    private record Upgrading(SafeUpgrade world) implements Handler<Upgrade> {

        @Override
        public HandlerId id() {
            return HandlerId.of("upgrade", 1);
        }

        @Override
        public Class<Upgrade> settingsType() {
            return Upgrade.class;
        }

        @Override
        public void plan(Upgrade settings, Assessment facts, PlanBuilder plan) {
            plan.title("Upgrade " + settings.scope()).scope("store:" + settings.scope());
            plan.step("upgrade", StepKind.MIGRATION)
                    .run(context -> world.upgrade())
                    .rollback("downgrade", context -> world.downgrade());
            plan.step("finish", StepKind.CLEANUP)
                    .after("upgrade")
                    .run(context -> {})
                    .harmless();
        }
    }
}
