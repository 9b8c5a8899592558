package dev.passage.migration.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of an entry: each part with its length before it, so that no two entries read alike. */
final class EntryDigest {
    private final MessageDigest digest = sha256();

    private EntryDigest() {}

    static SessionBytes of(SessionEntry entry) {
        EntryDigest hash = new EntryDigest();
        hash.add(SessionBytes.ofText(entry.id().value()));
        hash.add(entry.isTombstone() ? 1 : 0);
        hash.add(entry.version().number());
        hash.add(entry.version().lot());
        hash.add(entry.expiresAt().toEpochMilli());
        if (entry instanceof Session session) {
            hash.add(session);
        }
        return SessionBytes.of(hash.digest.digest());
    }

    private void add(Session session) {
        add(session.createdAt().toEpochMilli());
        add(session.lastAccessedAt().toEpochMilli());
        add(session.value());
        add(session.attributes().size());
        session.attributes().forEach((name, bytes) -> {
            add(SessionBytes.ofText(name));
            add(bytes);
        });
    }

    private void add(SessionBytes bytes) {
        add(bytes.length());
        bytes.addTo(digest);
    }

    private void add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }
}
