package dev.passage.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.session.SessionStoreContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** S1, S4, X2: the contract, in each layout and on the oldest server and a newer one. */
final class RedisSessionStoreTest {

    @Nested
    final class OurLayout extends Contract {
        OurLayout() {
            super(RedisRelease.NEWER, RedisLayout.passage(RedisServers.prefix()));
        }
    }

    @Nested
    final class OurLayoutOnTheOldest extends Contract {
        OurLayoutOnTheOldest() {
            super(RedisRelease.OLDEST, RedisLayout.passage(RedisServers.prefix()));
        }
    }

    @Nested
    final class SpringSessionLayout extends Contract {
        SpringSessionLayout() {
            super(RedisRelease.NEWER, RedisLayout.springSession(RedisServers.prefix(), SpringNumbers.SERIALIZED));
        }
    }

    @Nested
    final class SpringSessionLayoutInText extends Contract {
        SpringSessionLayoutInText() {
            super(RedisRelease.OLDEST, RedisLayout.springSession(RedisServers.prefix(), SpringNumbers.TEXT));
        }
    }

    private abstract static class Contract implements SessionStoreContract {
        private final RedisAddress address;
        private final RedisLayout layout;
        private final List<RedisSessionStore> opened = new ArrayList<>();

        Contract(RedisRelease release, RedisLayout layout) {
            address = RedisServers.address(release);
            this.layout = layout;
        }

        @Override
        public SessionStore store() {
            RedisSessionStore store = RedisServers.store(address, layout);
            opened.add(store);
            return store;
        }

        @AfterEach
        void close() {
            opened.forEach(RedisSessionStore::close);
        }

        @Test
        void expiresSessionAndTombstoneAtTheirInstant() {
            SessionStore store = store();
            Instant at = Instant.parse("2100-01-02T03:04:05.678Z");
            Session session = session("a", at).withVersion(new SessionVersion(1, 0));
            SessionTombstone deleted = new SessionTombstone(SessionId.of("b"), new SessionVersion(1, 0), at);
            Session endless = session("c", Session.NEVER).withVersion(new SessionVersion(1, 0));

            store.putAllIfNewer(List.of(session, deleted, endless), SessionFence.NONE);

            try (RedisClient client = RedisServers.client(address)) {
                Map<String, Long> expiries = new TreeMap<>();
                for (String id : List.of("a", "b", "c")) {
                    expiries.put(id, (Long) client.eval(
                            "local t = redis.call('TIME') local left = redis.call('PTTL', KEYS[1])"
                                    + " if left < 0 then return left end"
                                    + " return t[1] * 1000 + math.floor(t[2] / 1000) + left",
                            List.of(layout.noteKey(id)),
                            List.of()));
                }
                assertThat(expiries.get("a")).isBetween(at.toEpochMilli() - 1, at.toEpochMilli() + 1);
                assertThat(expiries.get("b")).isBetween(at.toEpochMilli() - 1, at.toEpochMilli() + 1);
                assertThat(expiries.get("c")).isEqualTo(-1);
            }
        }

        @Test
        void forgetsByItselfWhatHasExpired() {
            SessionStore store = store();
            Session session = session("a", Instant.parse("2020-01-01T00:00:00Z"));

            PutOutcome outcome = store.putIfNewer(session, SessionFence.NONE);

            assertThat(outcome).isEqualTo(PutOutcome.STORED);
            assertThat(store.get(session.id())).isEmpty();
        }

        @Test
        void goesOnWhenTheServerHasForgottenTheScripts() {
            SessionStore store = store();
            Session session = session("a", Session.NEVER).withVersion(new SessionVersion(1, 0));
            try (RedisClient client = RedisServers.client(address)) {
                client.scriptFlush();
            }

            store.putAllIfNewer(
                    List.of(session, session("b", Session.NEVER).withVersion(new SessionVersion(1, 0))),
                    SessionFence.NONE);

            assertThat(store.get(session.id())).contains(session);
        }

        @Test
        void keepsAsManyAttributesAsThereAre() {
            SessionStore store = store();
            Map<String, SessionBytes> attributes = new TreeMap<>();
            for (int number = 0; number < 9_000; number++) {
                attributes.put("attribute-" + number, SessionBytes.ofText("value " + number));
            }
            Session session =
                    session("a", Session.NEVER).withAttributes(attributes).withVersion(new SessionVersion(1, 0));

            store.putIfNewer(session, SessionFence.NONE);

            assertThat(store.get(session.id())).contains(session);
        }
    }
}
