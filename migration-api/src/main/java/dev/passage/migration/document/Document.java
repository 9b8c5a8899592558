package dev.passage.migration.document;

import java.util.Objects;

/**
 * A document as it was when it was read. Immutable.
 *
 * @since 0.1.0
 */
public final class Document {
    private final DocumentId id;
    private final String revision;
    private final byte[] content;

    /**
     * Creates a document; for authors of stores.
     *
     * @param id its name
     * @param revision what its store tells this state of it from every other by
     * @param content its bytes
     */
    public Document(DocumentId id, String revision, byte[] content) {
        this.id = Objects.requireNonNull(id, "id");
        this.revision = Objects.requireNonNull(revision, "revision");
        this.content = content.clone();
    }

    /**
     * Returns its name.
     *
     * @return the id
     */
    public DocumentId id() {
        return id;
    }

    /**
     * Returns what its store tells this state of it from every other by.
     *
     * @return for example a number that grows, or a digest
     */
    public String revision() {
        return revision;
    }

    /**
     * Returns its bytes, exactly as they are stored.
     *
     * @return a copy
     */
    public byte[] content() {
        return content.clone();
    }

    /**
     * Returns how large it is.
     *
     * @return the number of bytes
     */
    public int size() {
        return content.length;
    }

    /** Returns name and revision; the content may hold secrets. */
    @Override
    public String toString() {
        return id + "@" + revision;
    }
}
