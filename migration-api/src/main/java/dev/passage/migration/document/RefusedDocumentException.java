package dev.passage.migration.document;

import java.io.IOException;

/**
 * A store refuses one document for what it is, such as a symbolic link that leads out of its folder; others are not concerned.
 *
 * @since 0.1.0
 */
public final class RefusedDocumentException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the document
     * @param reason why it is refused and what to do
     */
    public RefusedDocumentException(DocumentId id, String reason) {
        super("Document " + id + " is refused: " + reason);
    }
}
