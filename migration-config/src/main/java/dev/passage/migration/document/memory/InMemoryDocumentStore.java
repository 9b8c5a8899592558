package dev.passage.migration.document.memory;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps documents in memory, for tests. Safe for use by several threads; nothing survives the process.
 *
 * @since 0.1.0
 */
public final class InMemoryDocumentStore implements DocumentStore {
    private final String name;
    private final NavigableMap<DocumentId, Document> documents = new TreeMap<>();
    private long revisions;

    /**
     * Creates an empty store.
     *
     * @param name what it is called
     */
    public InMemoryDocumentStore(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized List<DocumentId> list(String folder, Optional<DocumentId> after, int limit) {
        NavigableMap<DocumentId, Document> rest = after.isPresent() ? documents.tailMap(after.get(), false) : documents;
        return rest.keySet().stream().filter(id -> id.isIn(folder)).limit(limit).toList();
    }

    @Override
    public synchronized Optional<Document> read(DocumentId id) {
        return Optional.ofNullable(documents.get(id));
    }

    @Override
    public synchronized boolean create(DocumentId id, byte[] content) {
        return documents.putIfAbsent(id, next(id, content)) == null;
    }

    @Override
    public synchronized boolean replace(Document expected, byte[] content) {
        if (!isPresent(expected)) {
            return false;
        }
        documents.put(expected.id(), next(expected.id(), content));
        return true;
    }

    @Override
    public synchronized boolean delete(Document expected) {
        return isPresent(expected) && documents.remove(expected.id()) != null;
    }

    private boolean isPresent(Document expected) {
        Document present = documents.get(expected.id());
        return present != null && present.revision().equals(expected.revision());
    }

    private Document next(DocumentId id, byte[] content) {
        revisions++;
        return new Document(id, Long.toString(revisions), content);
    }
}
