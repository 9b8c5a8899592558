package dev.passage.migration.redis;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Under which keys a store keeps sessions, and in which form (S1). Two stores on one server need different prefixes.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public abstract sealed class RedisLayout permits PassageLayout, SpringLayout {
    static final String NUMBER = "number";
    static final String LOT = "lot";
    static final String EXPIRES = "expires";
    static final String DELETED = "deleted";
    static final String ACCESSED = "accessed";
    static final String VALUE = "value";
    static final String ATTRIBUTE = "@";

    private final String prefix;

    RedisLayout(String prefix) {
        if (prefix.isEmpty() || !prefix.matches("[A-Za-z0-9_:.-]+")) {
            throw new IllegalArgumentException(
                    "The prefix of session keys needs letters, digits, and any of _ : . - and at least one of them.");
        }
        this.prefix = prefix;
    }

    /**
     * Returns our own layout: one hash for each session.
     *
     * @param prefix what all keys begin with, for example {@code shop}, which gives {@code shop:session:ID}
     * @return the layout
     * @throws IllegalArgumentException if the prefix is empty or has characters other than letters, digits and {@code _:.-}
     */
    public static RedisLayout passage(String prefix) {
        return new PassageLayout(prefix);
    }

    /**
     * Returns the layout of Spring Session's {@code RedisSessionRepository}, so that a host that uses it keeps its sessions and can go
     * back to it. What it has no place for (versions, marks of deleted sessions) stands in keys of its own beside each session.
     *
     * @param namespace the namespace that Spring Session is set to, by default {@code spring:session}
     * @param numbers how Spring Session is set to write numbers
     * @return the layout
     * @throws IllegalArgumentException if the namespace is empty or has characters other than letters, digits and {@code _:.-}
     */
    public static RedisLayout springSession(String namespace, SpringNumbers numbers) {
        return new SpringLayout(namespace, numbers);
    }

    abstract String entryKey(String id);

    abstract String noteKey(String id);

    /** Tells whether all that is known of a session stands in one key. */
    abstract boolean isOneKey();

    /** Which keys of the server may be those of sessions. */
    abstract String pattern();

    abstract Optional<KeyPlace> placeOf(String key);

    abstract SessionHashes write(Session session);

    abstract SessionHashes write(SessionTouch touch);

    /** Makes a session of its hashes; an {@link IllegalArgumentException} says why they are none. */
    abstract Session read(SessionId id, HashFields entry, HashFields note);

    /** The fields of the session that {@link #expiry} needs. */
    abstract List<String> times();

    /** Says when a session ends, from what is noted (the field expires and accessed) and the times of the session. */
    abstract Instant expiry(HashFields note, HashFields times);

    /** Tells whether the hashes of the other layout are the same, byte by byte. */
    abstract boolean writesLike(RedisLayout other);

    String prefix() {
        return prefix;
    }

    String fenceKey() {
        return prefix + ":passage:fence";
    }

    String repairKey(String scope) {
        return prefix + ":passage:repair:" + scope;
    }

    Optional<SessionEntry> readEntry(SessionId id, HashFields entry, HashFields note) {
        if (note.has(DELETED)) {
            return Optional.of(new SessionTombstone(id, version(note), Instant.ofEpochMilli(note.number(EXPIRES))));
        }
        return entry.isEmpty() ? Optional.empty() : Optional.of(read(id, entry, note));
    }

    SessionHashes writeEntry(SessionEntry entry) {
        return entry instanceof Session session
                ? write(session)
                : new SessionHashes(
                        new HashFields(),
                        head(entry.version(), entry.expiresAt()).with(DELETED, 1));
    }

    static HashFields head(SessionVersion version, Instant expiresAt) {
        return new HashFields()
                .with(NUMBER, version.number())
                .with(LOT, version.lot())
                .with(EXPIRES, expiresAt.toEpochMilli());
    }

    static SessionVersion version(HashFields note) {
        return new SessionVersion(note.number(NUMBER), note.number(LOT));
    }
}
