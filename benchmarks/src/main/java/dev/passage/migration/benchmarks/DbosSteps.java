package dev.passage.migration.benchmarks;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Steps of a DBOS Transact workflow that do nothing but look at the time. */
final class DbosSteps implements AutoCloseable {
    private final DBOS dbos;
    private final Ticking ticking;
    private final List<Long> ticks = new ArrayList<>();

    /** The workflow. */
    public interface Ticking {

        /**
         * Runs so many steps.
         *
         * @param steps how many
         * @return how many
         */
        int tick(int steps);
    }

    /** Its code. */
    public static final class Ticker implements Ticking {
        private final DBOS dbos;
        private final List<Long> ticks;

        Ticker(DBOS dbos, List<Long> ticks) {
            this.dbos = dbos;
            this.ticks = ticks;
        }

        @Override
        @Workflow
        public int tick(int steps) {
            for (int number = 0; number < steps; number++) {
                dbos.runStep(() -> ticks.add(System.nanoTime()), "tick-" + number);
            }
            return steps;
        }
    }

    DbosSteps(DataSource database) {
        dbos = new DBOS(DBOSConfig.defaults("ticking").withDataSource(database));
        ticking = dbos.registerProxy(Ticking.class, new Ticker(dbos, ticks));
        dbos.launch();
    }

    /** Runs a workflow and returns how long each step took from the one before. */
    List<Long> run(int steps) {
        ticking.tick(steps);
        return StepCost.between(ticks);
    }

    @Override
    public void close() {
        dbos.shutdown();
    }
}
