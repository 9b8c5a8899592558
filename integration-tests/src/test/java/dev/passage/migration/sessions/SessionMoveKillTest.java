package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.crash.KilledProcesses;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The mover of sessions is killed with {@code kill -9} again and again while eight writers go on in another process (S2, S4, X1). */
@MigrationTest
final class SessionMoveKillTest {
    private static final int WRITERS = 8;

    @Test
    void losesNothing(MigrationLab lab) throws InterruptedException {
        moves(lab, 2_000, 4, 1_500);
    }

    @Tag("nightly")
    @Test
    void losesNothingOfFiftyThousandSessions(MigrationLab lab) throws InterruptedException {
        moves(lab, 50_000, 20, 3_000);
    }

    private static void moves(MigrationLab lab, int sessions, int kills, int mostMillis) throws InterruptedException {
        TestDatabase control = lab.database(DatabaseKind.POSTGRESQL, "journal");
        TestDatabase source = lab.database(DatabaseKind.POSTGRESQL, "old");
        TestDatabase target = lab.database(DatabaseKind.POSTGRESQL, "new");
        Random chance = new Random(Seed.ofThisRun());
        try (Host host = new Host(control, source, target);
                SessionWriters writers = new SessionWriters(Clock.systemUTC()).filled(host.old, sessions)) {
            writers.start(Seed.ofThisRun(), WRITERS, host.instance(), host.instance())
                    .awaitWrites(100);

            KilledProcesses movers = new KilledProcesses(
                            SessionMoverProcess.class, lab.folder(), List.of(control.url(), source.url(), target.url()))
                    .killAtRandom(kills, chance, mostMillis);
            String end = movers.finish();
            writers.awaitWrites(100);
            writers.stop();

            assertThat(end).isEqualTo("COMPLETED");
            assertThat(movers.kills()).isPositive();
            assertThat(writers.errors()).isEmpty();
            assertThat(host.instance().stage()).isEqualTo(SessionStage.COMPLETE);
            new SessionFigures("jdbc to jdbc", writers, host.other).printAndCheck(movers.kills());
        }
    }

    /** Two instances of the host in this process, each with a store of its own on the same servers. */
    private static final class Host implements AutoCloseable {
        private final HikariDataSource control;
        private final HikariDataSource source;
        private final HikariDataSource target;
        private final Journal journal;
        private final SessionStore old;
        private final SessionStore other;

        Host(TestDatabase control, TestDatabase source, TestDatabase target) {
            this.control = HostPool.over(control.dataSource(), 4);
            this.source = HostPool.over(source.dataSource(), WRITERS + 2);
            this.target = HostPool.over(target.dataSource(), WRITERS + 2);
            this.journal = JdbcJournal.on(this.control).creatingSchema();
            journal.open();
            this.old = SessionServer.store("old", this.source);
            this.other = SessionServer.store("new", this.target);
        }

        MigratingSessionStore instance() {
            return MigratingSessionStore.named("web")
                    .from(old)
                    .to(other)
                    .following(journal)
                    .followingWithin(Duration.ofMillis(500))
                    .build();
        }

        @Override
        public void close() {
            control.close();
            source.close();
            target.close();
        }
    }
}
