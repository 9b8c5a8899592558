package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions move into Redis, out of it and from one Redis to another, and servers go down meanwhile (S1-S4). */
@MigrationTest
final class RedisSessionMoveTest {
    private static final int SESSIONS = 500;
    private static final int WRITERS = 4;

    @ParameterizedTest
    @EnumSource
    void movesSessionsThatAreWritten(RedisPair pair, MigrationLab lab) throws InterruptedException {
        SessionStore source = pair.source(lab).open("old", lab::closeAfterTest);
        SessionStore target = pair.target(lab).open("new", lab::closeAfterTest);
        LedMove move = lab.closeAfterTest(new LedMove(source, target));
        try (SessionWriters writers = new SessionWriters(move.clock()).filled(source, SESSIONS)) {
            writers.start(Seed.ofThisRun(), WRITERS, move.host(), move.anotherHost())
                    .awaitWrites(200);

            MigrationResult end = move.finish(move.begin());
            writers.awaitWrites(200);
            writers.stop();

            assertThat(end.state()).as("%s", end.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(target)).isEmpty();
            assertThat(writers.expiryErrors(target)).isEmpty();
            assertThat(writers.sessions(source)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leadsBackToTheSourceAfterItWasLeft(RedisPair pair, MigrationLab lab) throws InterruptedException {
        SessionStore source = pair.source(lab).open("old", lab::closeAfterTest);
        SessionStore target = pair.target(lab).open("new", lab::closeAfterTest);
        LedMove move = lab.closeAfterTest(new LedMove(source, target));
        try (SessionWriters writers = new SessionWriters(move.clock()).filled(source, SESSIONS)) {
            writers.start(Seed.ofThisRun(), WRITERS, move.host(), move.anotherHost())
                    .awaitWrites(100);
            MigrationId migration = move.begin();
            move.reach(migration, SessionStage.COMPLETE);
            writers.awaitWrites(200);

            move.controller()
                    .rollback(
                            migration,
                            RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS)
                                    .by("on-call"));
            MigrationResult end = move.finish(migration);
            writers.awaitWrites(100);
            writers.stop();

            assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(source)).isEmpty();
            assertThat(writers.expiryErrors(source)).isEmpty();
            assertThat(writers.sessions(target)).isZero();
        }
    }

    @Test
    void refusesToPlanWithAServerThatIsDown(MigrationLab lab) {
        Servers servers = new Servers(lab);
        LedMove move = lab.closeAfterTest(new LedMove(servers.source, servers.target));
        servers.next.kill();

        assertThat(move.plan().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SESSION_STORE_DOWN");
            assertThat(finding.subject()).isEqualTo("new");
            assertThat(finding).matches(Finding::isBlocking);
        });
    }

    /** The server that does not own the sessions fails no call of a host, in whatever stage, and misses nothing in the end. */
    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN"})
    void failsNoCallWhileTheSecondServerIsDown(SessionStage stage, MigrationLab lab) throws InterruptedException {
        Servers servers = new Servers(lab);
        LedMove move = lab.closeAfterTest(new LedMove(servers.source, servers.target));
        try (SessionWriters writers = new SessionWriters(move.clock()).filled(servers.source, SESSIONS)) {
            MigrationId migration = move.begin();
            move.reach(migration, stage);
            TestRedis second = stage.targetOwns() ? servers.old : servers.next;
            writers.start(Seed.ofThisRun(), WRITERS, move.host(), move.anotherHost())
                    .awaitWrites(50);

            second.kill();
            writers.awaitWrites(100);
            int noted = (stage.targetOwns() ? servers.target : servers.source)
                    .repairs("web", 1_000)
                    .size();
            second.start();
            writers.awaitWrites(50);
            writers.stop();
            MigrationResult end = move.finish(migration);

            assertThat(noted).isPositive();
            assertThat(end.state()).as("%s", end.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(servers.target)).isEmpty();
            assertThat(writers.expiryErrors(servers.target)).isEmpty();
        }
    }

    /** The server that owns the sessions fails calls while it is down, and has all that it had acknowledged when it is back. */
    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN", "COMPLETE"})
    void losesNothingWhenTheOwnerWasKilled(SessionStage stage, MigrationLab lab) throws InterruptedException {
        Servers servers = new Servers(lab);
        LedMove move = lab.closeAfterTest(new LedMove(servers.source, servers.target));
        SessionId id = SessionId.of("a");
        Instant now = move.clock().instant();
        move.host().save(Session.starting(id, SessionBytes.ofText("first"), now, now.plusSeconds(7_200)));
        MigrationId migration = move.begin();
        move.reach(migration, stage);
        TestRedis owner = stage.targetOwns() ? servers.next : servers.old;
        Session read = move.host().find(id).orElseThrow();

        owner.kill();
        assertThatThrownBy(() -> move.host().save(read.withValue(SessionBytes.ofText("never"))))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("it does not answer");
        owner.start();
        Optional<Session> kept = move.host().find(id);
        move.host().save(read.withValue(SessionBytes.ofText("second")));
        MigrationResult end = move.finish(migration);

        assertThat(kept).map(Session::value).contains(SessionBytes.ofText("first"));
        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(move.host().find(id)).map(Session::value).contains(SessionBytes.ofText("second"));
    }

    /** Two servers, the target older than the source, whose dumps it refuses. */
    private static final class Servers {
        private final TestRedis old;
        private final TestRedis next;
        private final SessionStore source;
        private final SessionStore target;

        Servers(MigrationLab lab) {
            old = lab.closeAfterTest(TestRedis.started(RedisRelease.NEWER));
            next = lab.closeAfterTest(TestRedis.started(RedisRelease.OLDEST));
            source = SessionPlace.in(old, "web").open("old", lab::closeAfterTest);
            target = SessionPlace.in(next, "web").open("new", lab::closeAfterTest);
        }
    }
}
