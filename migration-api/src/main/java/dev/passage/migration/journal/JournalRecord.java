package dev.passage.migration.journal;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One entry of the journal: what happened, when, by whom, and the hash of the entry before it, so that a changed, removed or
 * reordered entry shows (O4).
 *
 * <p>The hash is SHA-256 over the length-prefixed fields in the order of this record, the hash before first. A plain hash shows accidents and careless edits; against a person who can rewrite the whole table, export
 * the journal to another place.
 *
 * @param migration the migration
 * @param sequence 1 for the first record of the migration, then one more each
 * @param token the fencing token under which it was written, {@link FencingToken#NONE} for requests
 * @param at when it was written, by the clock of the journal's database, in whole microseconds
 * @param actor who caused it
 * @param kind the name of its kind
 * @param body its content as JSON
 * @param previousHash the hash of the record before, 64 zeros for the first
 * @param hash the hash of this record, 64 lower-case hexadecimal digits
 * @since 0.1.0
 */
public record JournalRecord(
        MigrationId migration,
        long sequence,
        FencingToken token,
        Instant at,
        String actor,
        String kind,
        String body,
        String previousHash,
        String hash) {

    /** The hash before the first record of a migration. */
    public static final String NO_HASH = "0".repeat(64);

    /** Checks that every part is given. */
    public JournalRecord {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(previousHash, "previousHash");
        Objects.requireNonNull(hash, "hash");
    }

    /**
     * Returns the record that follows on another.
     *
     * @param migration the migration
     * @param sequence its place, 1 or more
     * @param token the fencing token under which it is written
     * @param at when, cut to whole microseconds
     * @param draft kind, actor and body
     * @param previousHash the hash of the record before
     * @return the record with its hash
     */
    public static JournalRecord following(
            MigrationId migration,
            long sequence,
            FencingToken token,
            Instant at,
            RecordDraft draft,
            String previousHash) {
        Instant micros = at.truncatedTo(ChronoUnit.MICROS);
        String hash = hashOf(migration, sequence, token, micros, draft, previousHash);
        return new JournalRecord(
                migration, sequence, token, micros, draft.actor(), draft.kind(), draft.body(), previousHash, hash);
    }

    /**
     * Tells whether the hash fits the content and the record before.
     *
     * @param expectedSequence the place it should have
     * @param expectedPreviousHash the hash of the record before
     * @return whether it does
     */
    public boolean follows(long expectedSequence, String expectedPreviousHash) {
        return sequence == expectedSequence
                && previousHash.equals(expectedPreviousHash)
                && hash.equals(
                        hashOf(migration, sequence, token, at, new RecordDraft(kind, actor, body), previousHash));
    }

    private static String hashOf(
            MigrationId migration,
            long sequence,
            FencingToken token,
            Instant at,
            RecordDraft draft,
            String previousHash) {
        MessageDigest digest = sha256();
        add(digest, previousHash);
        add(digest, migration.value());
        add(digest, Long.toString(sequence));
        add(digest, token.toString());
        add(digest, at.toString());
        add(digest, draft.actor());
        add(digest, draft.kind());
        add(digest, draft.body());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }
}
