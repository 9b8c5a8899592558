package dev.passage.migration.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session as a store keeps it (S1). Its bytes are the host's own. Instants have whole milliseconds, the finest that all stores keep;
 * finer ones are cut off.
 *
 * <p>A host that keeps one serialised object uses {@code value}; one that keeps named objects, as Spring Session does, uses
 * {@code attributes}. Names that begin with a colon are Passage's own, for what a store's layout knows beside the attributes.
 *
 * <p>Immutable.
 *
 * @param id the id
 * @param value the bytes, which may be none
 * @param attributes named bytes in the order of their names
 * @param createdAt when the host created it
 * @param lastAccessedAt when it was last used
 * @param expiresAt until when it lives, or {@link #NEVER}
 * @param version which state of the session this is
 * @since 0.1.0
 */
public record Session(
        SessionId id,
        SessionBytes value,
        SortedMap<String, SessionBytes> attributes,
        Instant createdAt,
        Instant lastAccessedAt,
        Instant expiresAt,
        SessionVersion version)
        implements SessionEntry {

    /** The expiry of a session that has none. */
    public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The attribute that holds the name of the user, in UTF-8, where a layout has a place for it. */
    public static final String PRINCIPAL = ":principal";

    /** The attribute that holds after how many idle seconds the session ends, as decimal digits, where a layout has a place for it. */
    public static final String MAXIMUM_IDLE_SECONDS = ":maximum-idle-seconds";

    /** Copies the attributes, cuts the instants to milliseconds and an expiry after {@link #NEVER} to that. */
    public Session {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(version, "version");
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        lastAccessedAt = lastAccessedAt.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt.isAfter(NEVER) ? NEVER : expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Returns a session that no store has seen.
     *
     * @param id the id
     * @param value its bytes
     * @param createdAt when it is created, and last used
     * @param expiresAt until when it lives
     * @return the session
     */
    public static Session starting(SessionId id, SessionBytes value, Instant createdAt, Instant expiresAt) {
        return new Session(
                id, value, Collections.emptySortedMap(), createdAt, createdAt, expiresAt, SessionVersion.UNKNOWN);
    }

    /**
     * Returns the same session with other bytes.
     *
     * @param bytes the bytes
     * @return the session
     */
    public Session withValue(SessionBytes bytes) {
        return new Session(id, bytes, attributes, createdAt, lastAccessedAt, expiresAt, version);
    }

    /**
     * Returns the same session with other attributes.
     *
     * @param named all the attributes
     * @return the session
     */
    public Session withAttributes(Map<String, SessionBytes> named) {
        return new Session(id, value, new TreeMap<>(named), createdAt, lastAccessedAt, expiresAt, version);
    }

    /**
     * Returns the same session, used once more.
     *
     * @param accessedAt when
     * @param livesUntil until when it lives now
     * @return the session
     */
    public Session touched(Instant accessedAt, Instant livesUntil) {
        return new Session(id, value, attributes, createdAt, accessedAt, livesUntil, version);
    }

    /**
     * Returns the same session as another state of it.
     *
     * @param other the version
     * @return the session
     */
    public Session withVersion(SessionVersion other) {
        return new Session(id, value, attributes, createdAt, lastAccessedAt, expiresAt, other);
    }

    @Override
    public boolean isTombstone() {
        return false;
    }

    @Override
    public long bytes() {
        return value.length()
                + attributes.entrySet().stream()
                        .mapToLong(named -> SessionBytes.ofText(named.getKey()).length()
                                + (long) named.getValue().length())
                        .sum();
    }

    /**
     * Returns what may be shown of the session.
     *
     * @return fingerprint, size, version and times
     */
    @Override
    public String toString() {
        return id + ", " + bytes() + " bytes, version " + version.number() + ", created " + createdAt + ", used "
                + lastAccessedAt + ", until " + expiresAt;
    }
}
