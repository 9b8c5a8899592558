package dev.passage.migration.document.jdbc;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A row as it was read; its revision also tells an edit that left the version as it was. */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one call and is never compared
record DocumentRow(long version, byte[] content) {

    Document document(DocumentId id) {
        return new Document(id, revision(), content);
    }

    String revision() {
        try {
            return version + "-"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
