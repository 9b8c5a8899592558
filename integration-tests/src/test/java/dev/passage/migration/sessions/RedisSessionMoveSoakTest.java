package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.crash.KilledProcesses;
import dev.passage.migration.journal.Journal;
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many sessions move while two instances of a host write them and the process that moves them is killed again and again: none is
 * lost, none comes back, none lives longer or shorter, and no caller sees an error (S1-S4, X1).
 */
@Tag("soak")
@MigrationTest
final class RedisSessionMoveSoakTest {
    private static final int SESSIONS = 50_000;
    private static final int WRITERS = 8;
    private static final int KILLS = 20;
    private static final int MOST_MILLIS = 1_500;
    private static final Duration POLL = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource
    void losesNothingThoughTheMoverIsKilled(RedisPair pair, MigrationLab lab) throws InterruptedException {
        SessionPlace from = pair.source(lab);
        SessionPlace to = pair.target(lab);
        SessionStore source = from.open("old", lab::closeAfterTest);
        SessionStore target = to.open("new", lab::closeAfterTest);
        TestDatabase database = lab.database(DatabaseKind.POSTGRESQL, "journal");
        Journal journal = KilledMove.journal(database.url(), lab::closeAfterTest);
        ScheduledExecutorService polls = Executors.newScheduledThreadPool(2);
        lab.closeAfterTest(polls::shutdownNow);
        MigratingSessionStore one = KilledMove.host(source, target, journal);
        MigratingSessionStore two = KilledMove.host(source, target, journal);
        List<ScheduledFuture<?>> polling = List.of(one.start(polls, POLL), two.start(polls, POLL));
        long seed = Seed.ofThisRun();
        KilledProcesses movers =
                new KilledProcesses(KilledMove.class, lab.folder(), List.of(database.url(), from.text(), to.text()));
        try (SessionWriters writers = new SessionWriters(Clock.systemUTC()).filled(source, SESSIONS)) {
            writers.start(seed, WRITERS, one, two).awaitWrites(500);

            movers.killAtRandom(KILLS, new Random(seed), MOST_MILLIS);
            String end = movers.finish();
            writers.awaitWrites(500);
            writers.stop();

            assertThat(end).isEqualTo("COMPLETED");
            assertThat(movers.kills()).isEqualTo(KILLS);
            assertThat(polling).noneMatch(Future::isDone);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.sessions(source)).isZero();
            one.poll();
            assertThat(one.stage()).isEqualTo(SessionStage.COMPLETE);
            new SessionFigures(pair.toString(), writers, target).printAndCheck(movers.kills());
        }
    }
}
