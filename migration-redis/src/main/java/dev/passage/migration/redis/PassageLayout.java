package dev.passage.migration.redis;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTouch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One hash for a session and all that is known of it. */
final class PassageLayout extends RedisLayout {
    private static final String CREATED = "created";

    private final String entries;

    PassageLayout(String prefix) {
        super(prefix);
        entries = prefix + ":session:";
    }

    @Override
    String entryKey(String id) {
        return entries + id;
    }

    @Override
    String noteKey(String id) {
        return entryKey(id);
    }

    @Override
    boolean isOneKey() {
        return true;
    }

    @Override
    String pattern() {
        return entries + "*";
    }

    @Override
    Optional<KeyPlace> placeOf(String key) {
        return key.startsWith(entries)
                ? Optional.of(new KeyPlace(key.substring(entries.length()), false))
                : Optional.empty();
    }

    @Override
    SessionHashes write(Session session) {
        HashFields hash = head(session.version(), session.expiresAt())
                .with(CREATED, session.createdAt().toEpochMilli())
                .with(ACCESSED, session.lastAccessedAt().toEpochMilli());
        if (session.value().length() > 0) {
            hash.with(VALUE, session.value().toArray());
        }
        session.attributes().forEach((name, bytes) -> hash.with(ATTRIBUTE + name, bytes.toArray()));
        return new SessionHashes(new HashFields(), hash);
    }

    @Override
    SessionHashes write(SessionTouch touch) {
        return new SessionHashes(
                new HashFields(),
                head(touch.version(), touch.expiresAt())
                        .with(ACCESSED, touch.lastAccessedAt().toEpochMilli()));
    }

    @Override
    Session read(SessionId id, HashFields entry, HashFields note) {
        SortedMap<String, SessionBytes> attributes = new TreeMap<>();
        entry.all().forEach((name, bytes) -> {
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(name.substring(ATTRIBUTE.length()), SessionBytes.of(bytes));
            }
        });
        return new Session(
                id,
                entry.find(VALUE).map(SessionBytes::of).orElse(SessionBytes.EMPTY),
                attributes,
                Instant.ofEpochMilli(entry.number(CREATED)),
                Instant.ofEpochMilli(entry.number(ACCESSED)),
                Instant.ofEpochMilli(entry.number(EXPIRES)),
                version(entry));
    }

    @Override
    List<String> times() {
        return List.of(CREATED, ACCESSED);
    }

    @Override
    Instant expiry(HashFields note, HashFields times) {
        times.number(CREATED);
        times.number(ACCESSED);
        return Instant.ofEpochMilli(note.number(EXPIRES));
    }

    @Override
    boolean writesLike(RedisLayout other) {
        return other instanceof PassageLayout;
    }
}
