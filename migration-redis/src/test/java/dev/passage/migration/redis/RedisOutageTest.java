package dev.passage.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** S1: a server that cannot be used says so, and what it had acknowledged is there when it is back. */
final class RedisOutageTest {
    private static final Session SESSION = Session.starting(
                    SessionId.of("secret-id"),
                    SessionBytes.ofText("value"),
                    Instant.parse("2100-01-01T00:00:00Z"),
                    Instant.parse("2100-01-02T00:00:00Z"))
            .withVersion(new SessionVersion(1, 0));

    @Test
    void goesOnAfterTheServerWasAway() {
        try (TestRedis redis = TestRedis.started(RedisRelease.NEWER);
                RedisSessionStore store =
                        RedisServers.store(RedisServers.address(redis), RedisLayout.passage("test"))) {
            store.putIfNewer(SESSION, SessionFence.NONE);
            redis.kill();

            SessionStoreException down =
                    catchThrowableOfType(SessionStoreException.class, () -> store.get(SESSION.id()));
            assertThatExceptionOfType(SessionStoreException.class).isThrownBy(store::open);
            assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> store.scan(Optional.empty(), 10));
            redis.start();

            assertThat(down.isOutage()).isTrue();
            assertThat(down).hasMessageContaining("redis sessions cannot be used: it does not answer");
            assertThat(store.get(SESSION.id())).contains(SESSION);
        }
    }

    @Test
    void saysThatItsMemoryIsFullAndYetDeletes() {
        try (TestRedis redis = TestRedis.started(RedisRelease.NEWER, "maxmemory", "16mb");
                RedisSessionStore store =
                        RedisServers.store(RedisServers.address(redis), RedisLayout.passage("test"))) {
            store.putIfNewer(SESSION, SessionFence.NONE);
            SessionTombstone deleted =
                    new SessionTombstone(SESSION.id(), new SessionVersion(3, 0), SESSION.expiresAt());

            SessionStoreException full = catchThrowableOfType(SessionStoreException.class, () -> fill(store));

            assertThat(full).hasMessageContaining("it is out of memory");
            assertThat(full.isOutage()).isTrue();
            assertThat(store.get(SESSION.id())).contains(SESSION);
            assertThat(store.putIfNewer(deleted, SessionFence.NONE)).isEqualTo(PutOutcome.STORED);
        }
    }

    @Test
    void wantsAPasswordThatItKeepsToItself() {
        try (TestRedis redis = TestRedis.started(RedisRelease.NEWER, "requirepass", "pass-word-1");
                RedisSessionStore without = store(RedisServers.address(redis));
                RedisSessionStore wrong = store(RedisServers.address(redis).withPassword(() -> "pass-word-2"));
                RedisSessionStore right = store(RedisServers.address(redis).withUser("default", () -> "pass-word-1"))) {

            SessionStoreException refused = catchThrowableOfType(SessionStoreException.class, wrong::open);
            right.open();

            assertThatExceptionOfType(SessionStoreException.class)
                    .isThrownBy(without::open)
                    .withMessageContaining("it wants a password");
            assertThat(refused).hasMessageContaining("it does not accept user and password");
            assertThat(refused).hasMessageNotContaining("pass-word");
            assertThat(right.putIfNewer(SESSION, SessionFence.NONE)).isEqualTo(PutOutcome.STORED);
        }
    }

    @Test
    void takesNoReplicaAndNoMemberOfACluster() {
        try (TestRedis redis = TestRedis.started(RedisRelease.NEWER, "replicaof", "127.0.0.1 1");
                TestRedis member = TestRedis.started(RedisRelease.NEWER, "cluster-enabled", "yes");
                RedisSessionStore replica = store(RedisServers.address(redis));
                RedisSessionStore clustered = store(RedisServers.address(member))) {

            assertThatExceptionOfType(SessionStoreException.class)
                    .isThrownBy(replica::open)
                    .withMessageContaining("it is a replica");
            assertThatExceptionOfType(SessionStoreException.class)
                    .isThrownBy(clustered::open)
                    .withMessageContaining("it is part of a cluster");
        }
    }

    @Test
    void refusesASessionWhereSomethingElseStands() {
        RedisLayout layout = RedisLayout.passage(RedisServers.prefix());
        RedisAddress address = RedisServers.address(RedisRelease.NEWER);
        try (RedisSessionStore store = RedisServers.store(address, layout);
                RedisClient client = RedisServers.client(address)) {
            client.set(layout.entryKey(SESSION.id().value()), "1");

            SessionStoreException refused = catchThrowableOfType(
                    SessionStoreException.class, () -> store.putIfNewer(SESSION, SessionFence.NONE));

            assertThat(refused.isOutage()).isFalse();
            assertThat(refused).hasMessageContaining(SESSION.id().fingerprint());
            assertThat(refused).hasMessageNotContaining("secret-id");
            assertThat(client.get(layout.entryKey(SESSION.id().value()))).isEqualTo("1");
        }
    }

    @Test
    void refusesServersThatAreTooOld() {
        String facts = "redis_version:%s\r\nrole:master\r\ncluster_enabled:0\r\nmaxmemory:0\r\n";

        assertThat(RedisServerFacts.of(facts.formatted("6.0.20")).obstacle())
                .contains("it is Redis 6.0.20, and 6.2 is the oldest that can be used");
        assertThat(RedisServerFacts.of(facts.formatted("6.2.0")).obstacle()).isEmpty();
        assertThat(RedisServerFacts.of(facts.formatted("8.4.1")).obstacle()).isEmpty();
        assertThat(RedisServerFacts.of("").obstacle()).isPresent();
    }

    @Test
    void seesThatAServerDropsSessions() {
        String facts = "maxmemory:%s\r\nmaxmemory_policy:%s\r\n";

        assertThat(RedisServerFacts.of(facts.formatted("100", "volatile-lru")).dropsKeys())
                .isTrue();
        assertThat(RedisServerFacts.of(facts.formatted("100", "noeviction")).dropsKeys())
                .isFalse();
        assertThat(RedisServerFacts.of(facts.formatted("0", "allkeys-lru")).dropsKeys())
                .isFalse();
    }

    private static void fill(RedisSessionStore store) {
        for (int number = 0; number < 32; number++) {
            store.putIfNewer(
                    Session.starting(
                                    SessionId.of("large-" + number),
                                    SessionBytes.of(new byte[1_000_000]),
                                    SESSION.createdAt(),
                                    SESSION.expiresAt())
                            .withVersion(SESSION.version()),
                    SessionFence.NONE);
        }
    }

    private static RedisSessionStore store(RedisAddress address) {
        return RedisSessionStore.named("redis sessions", address).build();
    }
}
