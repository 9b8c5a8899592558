package dev.passage.migration.live;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.crash.GateReadingRouter;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.crash.Story;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The child of {@link KilledMovers}, which moves some tenants at once. Arguments: file in which it says that it is ready, and for each
 * move the URLs of journal, shared and dedicated side, where to end, and its file of last words.
 */
final class LiveMoveProcess {
    /** Where a move ends. */
    enum End {
        THERE,
        /** Rolled back while writes follow to the source. */
        BACK,
        /** Rolled back when it has ended, and nothing is noted any more. */
        BACK_LATE
    }

    static final int PARTS = 5;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final RollbackOptions RETURN = RollbackOptions.carryingWrites(ConflictStrategy.TARGET_WINS)
            .by("story")
            .because("half of all moves go back");

    private final MigrationController controller;
    private final End end;
    private final Acknowledgements words;

    private LiveMoveProcess(List<String> parts) {
        Endpoints endpoints = Endpoints.of(Map.of("shared", pool(parts.get(1)), "dedicated", pool(parts.get(2))));
        controller = MigrationEngine.builder()
                .journal(JdbcJournal.on(pool(parts.get(0))).creatingSchema())
                .register(new TenantMoveHandler(endpoints, new GateReadingRouter(endpoints)))
                .instance("mover")
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .build();
        end = End.valueOf(parts.get(3));
        words = new Acknowledgements(Path.of(parts.get(4)));
    }

    public static void main(String[] arguments) {
        List<Thread> threads = new ArrayList<>();
        for (int first = 1; first < arguments.length; first += PARTS) {
            LiveMoveProcess mover = new LiveMoveProcess(List.of(arguments).subList(first, first + PARTS));
            threads.add(new Thread(mover::tell));
        }
        new Acknowledgements(Path.of(arguments[0])).add(Story.READY);
        threads.forEach(Thread::start);
    }

    private void tell() {
        try (controller) {
            if (!Story.hasEnded(words)) {
                Story.say(move(), words);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private MigrationResult move() throws InterruptedException {
        if (end == End.BACK_LATE) {
            MigrationHandle handle = Story.begin(controller, MigrationSpec.of(LiveFleet.move()));
            MigrationResult present = handle.await(LIMIT);
            return present.state() == MigrationState.COMPLETED
                    ? controller.rollback(handle.id(), RETURN).await(LIMIT)
                    : present;
        }
        if (end == End.THERE) {
            return Story.run(controller, MigrationSpec.of(LiveFleet.move()));
        }
        MigrationHandle handle =
                Story.begin(controller, MigrationSpec.of(LiveFleet.move().keepingWayBackFor(WINDOW)));
        MigrationResult present = handle.await(GLANCE);
        while (isOnItsWay(present)) {
            present = handle.await(GLANCE);
        }
        return present.state().isTerminal() || present.state() == MigrationState.ROLLING_BACK
                ? handle.await(LIMIT)
                : controller.rollback(handle.id(), RETURN).await(LIMIT);
    }

    /** Whether the tenant is not yet where only its writes are followed. */
    private static boolean isOnItsWay(MigrationResult present) {
        return !present.state().isTerminal()
                && present.state() != MigrationState.ROLLING_BACK
                && present.status().steps().stream()
                        .noneMatch(
                                step -> step.id().value().equals("keep-way-back") && step.state() == StepState.WAITING);
    }

    private static DataSource pool(String url) {
        return HostPool.over(TestDatabase.at(url));
    }
}
