package dev.passage.migration.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.testkit.redis.RedisRelease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** S1: sessions of Spring Session, as it writes and reads them itself. */
final class SpringSessionLayoutTest {
    private static final Instant CREATED = Instant.parse("2100-01-01T00:00:00.123Z");
    private static final Instant ACCESSED = Instant.parse("2100-01-01T01:00:00.456Z");
    private static final int IDLE_SECONDS = 1_800;

    private final String namespace = RedisServers.prefix();
    private final RedisAddress address = RedisServers.address(RedisRelease.NEWER);
    private final RedisClient client = RedisServers.client(address);
    private final RedisSessionStore store =
            RedisServers.store(address, RedisLayout.springSession(namespace, SpringNumbers.SERIALIZED));

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    @Test
    void readsWhatSpringSessionWrote() {
        write("a", springHash(Map.of("user", serialized("anna"))));

        Optional<SessionEntry> entry = store.get(SessionId.of("a"));

        assertThat(entry)
                .contains(new Session(
                        SessionId.of("a"),
                        SessionBytes.EMPTY,
                        new TreeMap<>(Map.of(
                                "user",
                                SessionBytes.of(serialized("anna")),
                                Session.MAXIMUM_IDLE_SECONDS,
                                SessionBytes.ofText("1800"))),
                        CREATED,
                        ACCESSED,
                        ACCESSED.plusSeconds(IDLE_SECONDS),
                        SessionVersion.UNKNOWN));
    }

    @Test
    void readsNumbersThatSpringSessionWroteAsText() {
        client.hset(
                key("a"),
                Map.of(
                        "creationTime",
                        Long.toString(CREATED.toEpochMilli()),
                        "lastAccessedTime",
                        "[\"java.lang.Long\"," + ACCESSED.toEpochMilli() + "]",
                        "maxInactiveInterval",
                        "-1"));

        Optional<Session> session = store.get(SessionId.of("a")).map(Session.class::cast);

        assertThat(session.map(Session::createdAt)).contains(CREATED);
        assertThat(session.map(Session::lastAccessedAt)).contains(ACCESSED);
        assertThat(session.map(Session::expiresAt)).contains(Session.NEVER);
    }

    @Test
    void writesWhatSpringSessionReads() {
        write("a", springHash(Map.of("user", serialized("anna"))));
        Session session = (Session) store.get(SessionId.of("a")).orElseThrow();

        store.putIfNewer(
                session.withAttributes(Map.of(
                                "user",
                                SessionBytes.of(serialized("berta")),
                                Session.MAXIMUM_IDLE_SECONDS,
                                SessionBytes.ofText("1800")))
                        .withVersion(SessionVersion.after(0)),
                SessionFence.NONE);

        assertThat(textOf(read("a"))).isEqualTo(textOf(springHash(Map.of("user", serialized("berta")))));
    }

    @Test
    void endsASessionNoEarlierThanItsExpiryWhenNoIdleTimeIsGiven() {
        Session session = Session.starting(SessionId.of("a"), SessionBytes.EMPTY, ACCESSED, ACCESSED.plusMillis(2_500))
                .withVersion(new SessionVersion(1, 0));

        store.putIfNewer(session, SessionFence.NONE);

        byte[] written = client.hget(bytes(key("a")), bytes("maxInactiveInterval"));
        assertThat(SpringNumbers.read(written)).hasValue(3);
        assertThat(store.get(session.id())).contains(session);
    }

    @Test
    void touchesASessionThatSpringSessionWrote() {
        write("a", springHash(Map.of("user", serialized("anna"))));
        Session session = (Session) store.get(SessionId.of("a")).orElseThrow();
        SessionTouch touch = new SessionTouch(
                session.id(),
                SessionVersion.UNKNOWN,
                new SessionVersion(1, 5),
                ACCESSED.plusSeconds(60),
                ACCESSED.plusSeconds(1_860));

        store.touch(touch, SessionFence.NONE);

        assertThat(store.get(session.id())).contains(touch.applyTo(session));
    }

    @Test
    void believesSpringSessionWhenItWroteLast() {
        write("a", springHash(Map.of()));
        Session session = (Session) store.get(SessionId.of("a")).orElseThrow();
        store.putIfNewer(session.withVersion(new SessionVersion(1, 0)), SessionFence.NONE);

        client.hset(
                bytes(key("a")),
                bytes("lastAccessedTime"),
                serialized(ACCESSED.plusSeconds(100).toEpochMilli()));

        assertThat(store.get(session.id()).map(SessionEntry::expiresAt))
                .contains(ACCESSED.plusSeconds(100 + IDLE_SECONDS));
    }

    @Test
    void removesTheHashOfADeletedSession() {
        write("a", springHash(Map.of()));
        SessionTombstone deleted =
                new SessionTombstone(SessionId.of("a"), new SessionVersion(1, 0), ACCESSED.plusSeconds(1));

        store.putIfNewer(deleted, SessionFence.NONE);

        assertThat(client.exists(key("a"))).isFalse();
        assertThat(store.get(deleted.id())).contains(deleted);
    }

    @Test
    void namesWhatIsNoSessionAndPassesOverTheKeysOfAnIndex() {
        write("a", springHash(Map.of()));
        client.set(key("expires:a"), "");
        client.set(namespace + ":other", "1");
        client.set(key("string"), "1");
        client.hset(key("hash"), Map.of("creationTime", "soon", "lastAccessedTime", "1", "maxInactiveInterval", "1"));
        client.hset(key("empty"), Map.of("x", "1"));
        client.rpush(key("l".repeat(201)), "1");
        byte[] broken = bytes(key("?"));
        broken[broken.length - 1] = (byte) 0xff;
        client.set(broken, bytes("1"));

        SessionPage page = everything();

        assertThat(page.entries()).extracting(SessionEntry::id).containsExactly(SessionId.of("a"));
        assertThat(page.unreadable().stream()
                        .collect(Collectors.toMap(fault -> fault.id().value().length(), SessionFault::reason)))
                .isEqualTo(Map.of(
                        "string".length(),
                        "its key holds something that is no session",
                        "hash".length(),
                        "its field creationTime is no number",
                        "empty".length(),
                        "it has no field creationTime",
                        key("?").length(),
                        "its key is not in UTF-8",
                        200,
                        "its key has 201 characters where an id stands"));
    }

    private SessionPage everything() {
        List<SessionEntry> entries = new ArrayList<>();
        List<SessionFault> faults = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SessionPage page = store.scan(cursor, 100);
            entries.addAll(page.entries());
            faults.addAll(page.unreadable());
            cursor = page.next();
        } while (cursor.isPresent());
        return new SessionPage(entries, faults, cursor);
    }

    private String key(String id) {
        return namespace + ":sessions:" + id;
    }

    private void write(String id, Map<String, byte[]> hash) {
        hash.forEach((name, value) -> client.hset(bytes(key(id)), bytes(name), value));
    }

    private Map<String, byte[]> read(String id) {
        return client.hgetAll(bytes(key(id))).entrySet().stream()
                .collect(Collectors.toMap(field -> HashFields.text(field.getKey()), Map.Entry::getValue));
    }

    private static Map<String, byte[]> springHash(Map<String, byte[]> attributes) {
        Map<String, byte[]> hash = new HashMap<>();
        hash.put("creationTime", serialized(CREATED.toEpochMilli()));
        hash.put("lastAccessedTime", serialized(ACCESSED.toEpochMilli()));
        hash.put("maxInactiveInterval", serialized(IDLE_SECONDS));
        attributes.forEach((name, value) -> hash.put("sessionAttr:" + name, value));
        return hash;
    }

    private static Map<String, String> textOf(Map<String, byte[]> hash) {
        return hash.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> HexFormat.of().formatHex(field.getValue())));
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
