package dev.passage.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTransfer;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.RedisClient;

/** S1, S4: copies from one Redis to another. */
final class RedisTransferTest {
    private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusMillis(3_600_123);
    private static final int SESSIONS = 300;

    private final List<AutoCloseable> opened = new ArrayList<>();

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(RedisRelease.NEWER, RedisRelease.NEWER, ours(), ours()),
                Arguments.of(RedisRelease.OLDEST, RedisRelease.NEWER, ours(), ours()),
                Arguments.of(RedisRelease.NEWER, RedisRelease.OLDEST, ours(), ours()),
                Arguments.of(RedisRelease.NEWER, RedisRelease.NEWER, springs(), springs()),
                Arguments.of(RedisRelease.NEWER, RedisRelease.OLDEST, springs(), springs()),
                Arguments.of(RedisRelease.NEWER, RedisRelease.NEWER, springs(), ours()),
                Arguments.of(RedisRelease.OLDEST, RedisRelease.NEWER, ours(), springs()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void copiesSessionsAndMarksOfDeletedOnesAsTheyAre(
            RedisRelease from, RedisRelease to, RedisLayout fromLayout, RedisLayout toLayout) {
        RedisSessionStore source = store(from, fromLayout);
        RedisSessionStore target = store(to, toLayout);
        Map<SessionId, SessionEntry> entries = fill(source);

        List<SessionTransfer> parts = copy(source, target);

        assertThat(parts.stream().mapToLong(SessionTransfer::stored).sum()).isEqualTo(SESSIONS);
        assertThat(parts).allSatisfy(part -> assertThat(part.faults()).isEmpty());
        assertThat(target.getAll(entries.keySet())).isEqualTo(entries);
    }

    @Test
    void takesSessionsApartForAServerThatIsOlderThanTheDump() {
        RedisSessionStore source = store(RedisRelease.NEWER, ours());
        RedisSessionStore target = store(RedisRelease.OLDEST, ours());
        fill(source);

        Optional<SessionTransfer> dumped = new RedisTransfer(
                        entriesOf(source, RedisRelease.NEWER),
                        entriesOf(target, RedisRelease.OLDEST),
                        NOW,
                        SessionFence.NONE)
                .transfer(Optional.empty(), SESSIONS);

        assertThat(dumped).isEmpty();
    }

    @Test
    void leavesOutWhatHasExpiredAndWhatIsNotNewer() {
        RedisSessionStore source = store(RedisRelease.NEWER, ours());
        RedisSessionStore target = store(RedisRelease.NEWER, ours());
        Session expired = session("expired", NOW.minusMillis(1), 1);
        Session kept = session("kept", LATER, 1);
        SessionTombstone deleted = new SessionTombstone(SessionId.of("deleted"), new SessionVersion(1, 0), LATER);
        Session newer = kept.withValue(SessionBytes.ofText("newer")).withVersion(new SessionVersion(2, 0));
        source.putAllIfNewer(List.of(expired, kept, session("deleted", LATER, 9)), SessionFence.NONE);
        target.putAllIfNewer(List.of(newer, deleted), SessionFence.NONE);

        List<SessionTransfer> parts = copy(source, target);

        assertThat(parts.stream().mapToLong(SessionTransfer::expired).sum()).isEqualTo(1);
        assertThat(parts.stream().mapToLong(SessionTransfer::stored).sum()).isZero();
        assertThat(target.getAll(List.of(expired.id(), kept.id(), deleted.id())).values())
                .containsExactlyInAnyOrder(newer, deleted);
    }

    @Test
    void writesNothingUnderAnOvertakenStage() {
        RedisSessionStore source = store(RedisRelease.NEWER, ours());
        RedisSessionStore target = store(RedisRelease.NEWER, ours());
        source.putIfNewer(session("a", LATER, 1), SessionFence.NONE);
        target.raise(new SessionFence("web", 2));

        List<SessionTransfer> parts = copy(source, target, new SessionFence("web", 1));

        assertThat(parts).anyMatch(SessionTransfer::fenced);
        assertThat(target.get(SessionId.of("a"))).isEmpty();
    }

    @Test
    void namesSessionsThatAreTooLargeAndCopiesTheOthers() {
        RedisSessionStore source = store(RedisRelease.NEWER, ours());
        RedisSessionStore target = RedisSessionStore.named("small sessions", RedisServers.address(RedisRelease.NEWER))
                .layout(ours())
                .maximumBytes(1_000)
                .build();
        opened.add(target);
        Session large = session("large", LATER, 1).withValue(SessionBytes.of(new byte[1_001]));
        Session small = session("small", LATER, 1);
        source.putAllIfNewer(List.of(large, small), SessionFence.NONE);

        List<SessionTransfer> parts = copy(source, target);

        assertThat(parts.stream().flatMap(part -> part.faults().stream()))
                .singleElement()
                .extracting(SessionFault::id)
                .isEqualTo(large.id());
        assertThat(target.getAll(List.of(large.id(), small.id())).values()).containsExactly(small);
    }

    @Test
    void namesWhatIsNoSession() {
        RedisLayout layout = springs();
        RedisSessionStore source = store(RedisRelease.NEWER, layout);
        RedisSessionStore target = store(RedisRelease.NEWER, springs());
        try (RedisClient client = RedisServers.client(RedisServers.address(RedisRelease.NEWER))) {
            client.set(layout.entryKey("text"), "1");
            client.hset(layout.entryKey("hash"), "creationTime", "1");
        }

        List<SessionTransfer> parts = copy(source, target);

        assertThat(parts.stream().flatMap(part -> part.faults().stream()).map(SessionFault::reason))
                .containsExactlyInAnyOrder(
                        "its key holds something that is no session", "it has no field lastAccessedTime");
    }

    @Test
    void beginsAnewWhenTheSourceWasStartedAgain() {
        TestRedis server = TestRedis.started(RedisRelease.NEWER);
        opened.add(server);
        RedisSessionStore source = RedisServers.store(RedisServers.address(server), ours());
        opened.add(source);
        RedisSessionStore target = store(RedisRelease.NEWER, ours());
        Map<SessionId, SessionEntry> entries = fill(source);
        Optional<String> cursor = target.pull(source, Optional.empty(), 50, NOW, SessionFence.NONE)
                .next();
        server.kill();
        server.start();
        assertThat(reachable(source)).isTrue();

        while (cursor.isPresent()) {
            cursor = target.pull(source, cursor, 50, NOW, SessionFence.NONE).next();
        }

        assertThat(target.getAll(entries.keySet())).isEqualTo(entries);
    }

    private static boolean reachable(RedisSessionStore store) {
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                store.open();
                return true;
            } catch (SessionStoreException broken) {
                assertThat(broken.isOutage()).isTrue();
            }
        }
        return false;
    }

    private RedisSessionStore store(RedisRelease release, RedisLayout layout) {
        RedisSessionStore store = RedisServers.store(RedisServers.address(release), layout);
        opened.add(store);
        return store;
    }

    private RedisEntries entriesOf(RedisSessionStore store, RedisRelease release) {
        RedisConnections connections = RedisConnections.to(RedisServers.address(release), store.name(), 2);
        opened.add(connections);
        return new RedisEntries(store.name(), store.layout(), connections);
    }

    private static Map<SessionId, SessionEntry> fill(RedisSessionStore source) {
        Map<SessionId, SessionEntry> entries = new HashMap<>();
        for (int number = 0; number < SESSIONS; number++) {
            SessionId id = SessionId.of("id-" + number);
            entries.put(
                    id,
                    number % 10 == 0
                            ? new SessionTombstone(id, new SessionVersion(number, 3), LATER.plusMillis(number))
                            : session(id.value(), number % 7 == 0 ? Session.NEVER : LATER.plusMillis(number), number));
        }
        source.putAllIfNewer(List.copyOf(entries.values()), SessionFence.NONE);
        return entries;
    }

    private static List<SessionTransfer> copy(RedisSessionStore source, RedisSessionStore target) {
        return copy(source, target, SessionFence.NONE);
    }

    private static List<SessionTransfer> copy(RedisSessionStore source, RedisSessionStore target, SessionFence fence) {
        List<SessionTransfer> parts = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SessionTransfer part = target.pull(source, cursor, 100, NOW, fence);
            parts.add(part);
            cursor = part.next();
        } while (cursor.isPresent());
        return parts;
    }

    private static Session session(String id, Instant expiresAt, long number) {
        return Session.starting(
                        SessionId.of(id), SessionBytes.of(new byte[] {0, 1, -1}), NOW.minusSeconds(9), expiresAt)
                .withAttributes(Map.of(
                        "cart",
                        SessionBytes.ofText("c".repeat((int) number % 200)),
                        Session.PRINCIPAL,
                        SessionBytes.ofText("anna")))
                .withVersion(new SessionVersion(number, SessionVersion.GREATEST));
    }

    private static RedisLayout ours() {
        return RedisLayout.passage(RedisServers.prefix());
    }

    private static RedisLayout springs() {
        return RedisLayout.springSession(RedisServers.prefix(), SpringNumbers.SERIALIZED);
    }
}
