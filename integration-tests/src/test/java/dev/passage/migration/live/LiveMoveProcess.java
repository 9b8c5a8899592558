package dev.passage.migration.live;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.crash.Story;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** The child of {@link LiveMoveKillTest}. Arguments: URLs of journal, shared and dedicated side, where to end, file of last words. */
final class LiveMoveProcess {
    static final String BACK = "back";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private LiveMoveProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[4]));
        Endpoints endpoints = Endpoints.of(Map.of("shared", pool(arguments[1]), "dedicated", pool(arguments[2])));
        try (MigrationController controller = MigrationEngine.builder()
                .journal(JdbcJournal.on(TestDatabase.at(arguments[0])).creatingSchema())
                .register(new TenantMoveHandler(endpoints, new GateReadingRouter(endpoints)))
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .build()) {
            words.add(Story.READY);
            MigrationResult result =
                    Story.run(controller, MigrationSpec.of(LiveFleet.move().holdingFor(Duration.ofSeconds(2))));
            if (arguments[3].equals(BACK) && result.state() == MigrationState.COMPLETED) {
                result = controller
                        .rollback(
                                result.status().id(),
                                RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS)
                                        .by("story")
                                        .because("half of all moves go back"))
                        .await(LIMIT);
            }
            Story.say(result, words);
        }
    }

    private static DataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestDatabase.at(url));
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
