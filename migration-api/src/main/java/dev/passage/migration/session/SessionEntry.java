package dev.passage.migration.session;

import java.time.Instant;

/**
 * What a store holds under an id: a {@link Session}, or the {@link SessionTombstone} of one that was deleted.
 *
 * <p>Entries of one id have an order in which each store agrees: a tombstone is newer than every session, so that a logged-out session
 * stays logged out; of two sessions or two tombstones the one with the greater version is newer. Whatever order writes arrive in, a
 * store that keeps the newest ends with the same entry.
 *
 * @since 0.1.0
 */
public sealed interface SessionEntry permits Session, SessionTombstone {

    /**
     * Returns the id.
     *
     * @return the id
     */
    SessionId id();

    /**
     * Returns the version.
     *
     * @return the version
     */
    SessionVersion version();

    /**
     * Returns when a store may forget the entry.
     *
     * @return an instant of whole milliseconds; it is absolute and copied as it is
     */
    Instant expiresAt();

    /**
     * Tells whether this is the mark of a deleted session.
     *
     * @return whether it is
     */
    boolean isTombstone();

    /**
     * Returns the size that counts towards the limit of a store.
     *
     * @return number of bytes of value and attributes, names included
     */
    long bytes();

    /**
     * Returns a hash by which two stores compare what they hold under an id.
     *
     * @return the SHA-256 over each part of the entry
     */
    default SessionBytes digest() {
        return EntryDigest.of(this);
    }

    /**
     * Tells whether this entry replaces another of the same id.
     *
     * @param other the other
     * @return whether it does; not when both are equal
     */
    default boolean isNewerThan(SessionEntry other) {
        return isTombstone() == other.isTombstone() ? version().compareTo(other.version()) > 0 : isTombstone();
    }

    /**
     * Tells whether the entry has expired.
     *
     * @param now the present
     * @return whether its expiry is not after the present
     */
    default boolean isExpiredAt(Instant now) {
        return !expiresAt().isAfter(now);
    }
}
