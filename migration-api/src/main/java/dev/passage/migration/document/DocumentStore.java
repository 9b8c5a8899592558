package dev.passage.migration.document;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where documents are stored: a folder, a table, memory (C2). A document is replaced as a whole and only by who has seen what
 * is replaced, so a reader never sees half a document and no change is overwritten by one who did not know of it.
 *
 * <p>The message of an {@code IOException} is shown to people and journaled, so it must hold no secret.
 *
 * <p>Every change is durable when its method returns. After a crash in the middle of one, either the state before or the one
 * after is there. Must be safe for use by several threads and processes.
 *
 * @since 0.1.0
 */
public interface DocumentStore {

    /**
     * Returns what the store is called in plans and messages.
     *
     * @return 1 to 64 letters, digits, dots, underscores and hyphens
     */
    String name();

    /**
     * Lists documents by name.
     *
     * @param folder the folder they lie in, at any depth; the empty text for the whole store
     * @param after the name after which the list begins; empty for its beginning
     * @param limit the most names to return, 1 or more
     * @return the names, ascending; fewer than asked for only at the end
     * @throws IOException if the store cannot be read
     */
    List<DocumentId> list(String folder, Optional<DocumentId> after, int limit) throws IOException;

    /**
     * Reads a document.
     *
     * @param id its name
     * @return the document, empty when there is none
     * @throws RefusedDocumentException if this one document cannot be had
     * @throws IOException if the store cannot be read
     */
    Optional<Document> read(DocumentId id) throws IOException;

    /**
     * Creates a document, unless there is one of this name.
     *
     * @param id its name
     * @param content its bytes
     * @return whether it was created
     * @throws RefusedDocumentException if this one document cannot be written
     * @throws IOException if the store cannot be written, or it is not known whether it was; reading tells
     */
    boolean create(DocumentId id, byte[] content) throws IOException;

    /**
     * Replaces a document, unless it is no longer what it was.
     *
     * @param expected the document as it was read
     * @param content its new bytes
     * @return whether it was replaced
     * @throws RefusedDocumentException if this one document cannot be written
     * @throws IOException if the store cannot be written, or it is not known whether it was; reading tells
     */
    boolean replace(Document expected, byte[] content) throws IOException;

    /**
     * Deletes a document, unless it is no longer what it was.
     *
     * @param expected the document as it was read
     * @return whether it was deleted
     * @throws RefusedDocumentException if this one document cannot be deleted
     * @throws IOException if the store cannot be written
     */
    boolean delete(Document expected) throws IOException;
}
