package dev.passage.migration.sessions;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.crash.Story;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** The child of {@link RedisSessionMoveSoakTest}. Arguments: URL of the journal, source, target, file of last words. */
final class KilledMove {
    /** Long enough for all the kills to come while the sessions are still on their way. */
    private static final Duration STAY = Duration.ofSeconds(15);

    private KilledMove() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[3]));
        Journal journal = journal(arguments[0], closeable -> {});
        SessionStore source = new SessionPlace(arguments[1]).open("old", closeable -> {});
        SessionStore target = new SessionPlace(arguments[2]).open("new", closeable -> {});
        try (MigrationController controller = MigrationEngine.builder()
                .journal(journal)
                .register(new SessionMoveHandler(host(source, target, journal)))
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .build()) {
            Story.tell(controller, spec(), words);
        }
    }

    static Journal journal(String url, Consumer<AutoCloseable> closeLater) {
        HikariDataSource pool = HostPool.over(TestDatabase.at(url), 4);
        closeLater.accept(pool);
        JdbcJournal journal = JdbcJournal.on(pool).creatingSchema();
        journal.open();
        return journal;
    }

    /** An instance of the host. */
    static MigratingSessionStore host(SessionStore source, SessionStore target, Journal journal) {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(journal)
                .followingWithin(Duration.ofMillis(500))
                .build();
    }

    private static MigrationSpec spec() {
        return MigrationSpec.of(SessionMove.of("web")
                .shadowing(STAY, 100)
                .observingLive(STAY)
                .rampingDown(STAY)
                .keepingSource(Duration.ZERO));
    }
}
