package dev.passage.migration.redis;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The hash of Spring Session for a session, and a second one for what that has no place for. The second key has the first one in
 * braces, so that both are kept at one place wherever keys are spread.
 */
final class SpringLayout extends RedisLayout {
    private static final String CREATED = "creationTime";
    private static final String LAST_ACCESSED = "lastAccessedTime";
    private static final String IDLE_SECONDS = "maxInactiveInterval";
    private static final String SPRING_ATTRIBUTE = "sessionAttr:";
    private static final String OTHER_FIELD = ":field:";
    private static final String OWN_KEYS_OF_INDEX = "expires:";
    private static final String WHOLE = "whole";

    private final SpringNumbers numbers;
    private final String entries;
    private final String notes;

    SpringLayout(String namespace, SpringNumbers numbers) {
        super(namespace);
        this.numbers = Objects.requireNonNull(numbers, "numbers");
        entries = namespace + ":sessions:";
        notes = namespace + ":passage:{" + entries;
    }

    @Override
    String entryKey(String id) {
        return entries + id;
    }

    @Override
    String noteKey(String id) {
        return notes + id + "}";
    }

    @Override
    boolean isOneKey() {
        return false;
    }

    @Override
    String pattern() {
        return prefix() + ":*sessions:*";
    }

    @Override
    Optional<KeyPlace> placeOf(String key) {
        if (key.startsWith(notes) && key.endsWith("}")) {
            return Optional.of(new KeyPlace(key.substring(notes.length(), key.length() - 1), true));
        }
        boolean ofSession = key.startsWith(entries) && !key.startsWith(OWN_KEYS_OF_INDEX, entries.length());
        return ofSession ? Optional.of(new KeyPlace(key.substring(entries.length()), false)) : Optional.empty();
    }

    @Override
    SessionHashes write(Session session) {
        HashFields entry = new HashFields()
                .with(CREATED, numbers.ofLong(session.createdAt().toEpochMilli()))
                .with(LAST_ACCESSED, numbers.ofLong(session.lastAccessedAt().toEpochMilli()))
                .with(IDLE_SECONDS, numbers.ofInteger(idleSeconds(session)));
        HashFields note = note(session.version(), session.expiresAt(), session.lastAccessedAt())
                .with(WHOLE, 1);
        if (session.value().length() > 0) {
            note.with(VALUE, session.value().toArray());
        }
        session.attributes().forEach((name, bytes) -> {
            if (name.startsWith(OTHER_FIELD)) {
                entry.with(name.substring(OTHER_FIELD.length()), bytes.toArray());
            } else if (name.startsWith(":")) {
                note.with(ATTRIBUTE + name, bytes.toArray());
            } else {
                entry.with(SPRING_ATTRIBUTE + name, bytes.toArray());
            }
        });
        return new SessionHashes(entry, note);
    }

    @Override
    SessionHashes write(SessionTouch touch) {
        return new SessionHashes(
                new HashFields()
                        .with(
                                LAST_ACCESSED,
                                numbers.ofLong(touch.lastAccessedAt().toEpochMilli())),
                note(touch.version(), touch.expiresAt(), touch.lastAccessedAt()));
    }

    @Override
    Session read(SessionId id, HashFields entry, HashFields note) {
        Instant createdAt = Instant.ofEpochMilli(number(entry, CREATED));
        SortedMap<String, SessionBytes> attributes = new TreeMap<>();
        entry.all().forEach((name, bytes) -> {
            if (name.startsWith(SPRING_ATTRIBUTE)) {
                attributes.put(name.substring(SPRING_ATTRIBUTE.length()), SessionBytes.of(bytes));
            } else if (!times().contains(name)) {
                attributes.put(OTHER_FIELD + name, SessionBytes.of(bytes));
            }
        });
        if (!note.has(WHOLE)) {
            attributes.put(
                    Session.MAXIMUM_IDLE_SECONDS, SessionBytes.ofText(Long.toString(number(entry, IDLE_SECONDS))));
        }
        note.all().forEach((name, bytes) -> {
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(name.substring(ATTRIBUTE.length()), SessionBytes.of(bytes));
            }
        });
        return new Session(
                id,
                note.find(VALUE).map(SessionBytes::of).orElse(SessionBytes.EMPTY),
                attributes,
                createdAt,
                Instant.ofEpochMilli(number(entry, LAST_ACCESSED)),
                expiry(note, entry),
                note.has(NUMBER) ? version(note) : SessionVersion.UNKNOWN);
    }

    @Override
    List<String> times() {
        return List.of(CREATED, LAST_ACCESSED, IDLE_SECONDS);
    }

    @Override
    Instant expiry(HashFields note, HashFields times) {
        number(times, CREATED);
        long accessed = number(times, LAST_ACCESSED);
        long idle = number(times, IDLE_SECONDS);
        if (note.has(ACCESSED) && note.number(ACCESSED) == accessed) {
            return Instant.ofEpochMilli(note.number(EXPIRES));
        }
        return idle > 0 ? Instant.ofEpochMilli(accessed).plusSeconds(idle) : Session.NEVER;
    }

    @Override
    boolean writesLike(RedisLayout other) {
        return other instanceof SpringLayout spring && spring.numbers == numbers;
    }

    private static HashFields note(SessionVersion version, Instant expiresAt, Instant accessedAt) {
        return head(version, expiresAt).with(ACCESSED, accessedAt.toEpochMilli());
    }

    /** What was given, or what makes Spring Session end the session no earlier. */
    private static int idleSeconds(Session session) {
        Optional<String> given = Optional.ofNullable(session.attributes().get(Session.MAXIMUM_IDLE_SECONDS))
                .map(SessionBytes::toText)
                .filter(digits -> digits.matches("-?[0-9]{1,9}"));
        if (given.isPresent()) {
            return Integer.parseInt(given.get());
        }
        if (session.expiresAt().equals(Session.NEVER)) {
            return -1;
        }
        long seconds = session.expiresAt().getEpochSecond()
                + 1
                - session.lastAccessedAt().getEpochSecond();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, seconds));
    }

    private static long number(HashFields hash, String name) {
        byte[] bytes = hash.find(name).orElseThrow(() -> new IllegalArgumentException("it has no field " + name));
        return SpringNumbers.read(bytes)
                .orElseThrow(() -> new IllegalArgumentException("its field " + name + " is no number"));
    }
}
