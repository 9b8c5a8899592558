package dev.passage.migration.config;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.DocumentText;
import dev.passage.migration.document.DocumentId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The way back of one document: who wrote it, digests of its bytes before and after, and the difference in both directions. */
record Undo(
        DocumentId document, long token, int from, String original, String upgraded, String forward, String inverse) {

    byte[] content() {
        ConfigTree tree = ConfigTree.of(Map.of("document", document.value(), "from", from))
                .set("token", token)
                .set("original", original)
                .set("upgraded", upgraded)
                .set("forward", forward)
                .set("inverse", inverse);
        return DocumentText.print("undo.json", tree.asMap(), new byte[0]);
    }

    static Undo of(byte[] content) {
        try {
            ConfigTree tree = ConfigTree.of(DocumentText.parse("undo.json", content, Integer.MAX_VALUE));
            return new Undo(
                    DocumentId.of(tree.text("document").orElse("")),
                    tree.number("token").orElse(0L).longValue(),
                    tree.number("from").orElse(0).intValue(),
                    tree.text("original").orElse(""),
                    tree.text("upgraded").orElse(""),
                    tree.text("forward").orElse("[]"),
                    tree.text("inverse").orElse("[]"));
        } catch (BadDocumentException e) {
            throw new IllegalStateException(
                    "A backup is damaged: " + e.getMessage() + ". Restore the folder of backups.", e);
        }
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
