package dev.passage.migration.sessions;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.crash.Story;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.time.Duration;

/** The mover that {@link SessionMoveKillTest} kills. Arguments: URLs of journal, source and target, file of last words. */
final class SessionMoverProcess {
    private static final int CONNECTIONS = 4;

    private SessionMoverProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[3]));
        try (HikariDataSource control = HostPool.over(TestDatabase.at(arguments[0]), CONNECTIONS);
                HikariDataSource source = HostPool.over(TestDatabase.at(arguments[1]), CONNECTIONS);
                HikariDataSource target = HostPool.over(TestDatabase.at(arguments[2]), CONNECTIONS)) {
            Journal journal = JdbcJournal.on(control).creatingSchema();
            journal.open();
            MigratingSessionStore store = MigratingSessionStore.named("web")
                    .from(SessionServer.store("old", source))
                    .to(SessionServer.store("new", target))
                    .following(journal)
                    .build();
            try (MigrationController controller = MigrationEngine.builder()
                    .journal(journal)
                    .register(new SessionMoveHandler(store))
                    .leaseDuration(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(100))
                    .build()) {
                Story.tell(controller, spec(), words);
            }
        }
    }

    private static MigrationSpec spec() {
        return MigrationSpec.of(SessionMove.of("web")
                .shadowing(Duration.ofSeconds(1), 100)
                .observingLive(Duration.ofSeconds(1))
                .rampingDown(Duration.ofSeconds(1))
                .keepingSource(Duration.ZERO));
    }
}
