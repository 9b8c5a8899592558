package dev.passage.migration.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.examples.snippets.SearchIndexMove.Reindex;
import dev.passage.migration.examples.snippets.SearchIndexMove.ReindexHandler;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.crash.CrashCase;
import dev.passage.migration.testkit.crash.CrashMatrix;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host tests a handler of its own (T1, T2, T3). */
@MigrationTest
final class ReindexTest {

    // snippet
    @Test
    void pointsTheAliasToTheNewIndex(MigrationLab lab) throws InterruptedException {
        SearchInMemory search = new SearchInMemory();

        MigrationResult result = lab.run(new ReindexHandler(search), new Reindex("products", "products-2"));

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(search.alias("products")).isEqualTo("products-2");
    }
    // end

    // snippet
    @Test
    void triesAgainWhatFailedOnce(MigrationLab lab) throws InterruptedException {
        SearchInMemory search = new SearchInMemory();
        lab.faults()
                .at(ExecutorFaultPoints.EFFECT_DONE)
                .once(FaultAction.fail(() -> new IllegalStateException("connection reset")));

        MigrationResult result = lab.run(new ReindexHandler(search), new Reindex("products", "products-2"));

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
    }
    // end

    // snippet
    @CrashMatrix(Reindexing.class)
    void survivesAKillAnywhere(CrashCase crash) throws Exception {
        crash.run(); // once for each fault point that the first run reached, and its first, middle and last hit
    }

    static final class Reindexing implements CrashScenario {
        private final SearchInMemory search = new SearchInMemory();

        @Override
        public List<Handler<?>> handlers(CrashProcess process) {
            return List.of(new ReindexHandler(search));
        }

        @Override
        public MigrationSpec spec() {
            return MigrationSpec.of(new Reindex("products", "products-2"));
        }

        @Override
        public void check(MigrationResult end) {
            assertThat(search.alias("products")).isEqualTo("products-2");
        }
    }
    // end

    @Test
    void dropsTheNewIndexOnTheWayBack(MigrationLab lab) throws InterruptedException {
        SearchInMemory search = new SearchInMemory();
        MigrationController controller = lab.controller(new ReindexHandler(search));

        MigrationResult end = lab.run(new ReindexHandler(search), new Reindex("products", "products-2"));
        controller.rollback(
                end.status().id(),
                RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS).by("test"));
        MigrationResult back = lab.await(controller, end.status().id());

        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(search.alias("products")).isEqualTo("products-1");
        assertThat(search.documents("products-2")).isZero();
        assertThat(search.announcements()).containsExactly("products is rebuilt");
    }
}
