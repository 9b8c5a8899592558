package dev.passage.migration.config;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What one migration keeps of the documents it changes: their bytes as they were, and the way back. Written before a change. */
final class Backups {
    /** With the names of the folders below, a document's name stays within what a name may have. */
    static final int LONGEST_NAME = 400;

    private static final String UNDO_ENDING = ".json";

    private final DocumentStore store;
    private final String originals;
    private final String undos;

    Backups(DocumentStore store, String migration) {
        this.store = store;
        originals = migration + "/original";
        undos = migration + "/undo";
    }

    void keep(Document document, Undo undo) throws IOException {
        put(original(document.id()), document.content());
        ConfigFaultPoints.ORIGINAL_KEPT.reached();
        put(undo(document.id()), undo.content());
        ConfigFaultPoints.UNDO_KEPT.reached();
    }

    Optional<Undo> undoOf(DocumentId document) throws IOException {
        return store.read(undo(document)).map(kept -> Undo.of(kept.content()));
    }

    byte[] originalOf(Undo undo) throws IOException {
        byte[] content =
                store.read(original(undo.document())).map(Document::content).orElse(new byte[0]);
        if (!Undo.digest(content).equals(undo.original())) {
            throw new IOException("The backup of " + undo.document() + " in " + store.name()
                    + " is gone or not what was kept. Restore it, then roll back again.");
        }
        return content;
    }

    /** The documents that have a way back, by name. */
    List<DocumentId> documents(Optional<DocumentId> after, int limit) throws IOException {
        int before = undos.length() + 1;
        return store.list(undos, after.map(this::undo), limit).stream()
                .map(id -> id.value().substring(before, id.value().length() - UNDO_ENDING.length()))
                .map(DocumentId::of)
                .toList();
    }

    void forget(DocumentId document) throws IOException {
        remove(original(document));
        ConfigFaultPoints.ORIGINAL_FORGOTTEN.reached();
        remove(undo(document));
        ConfigFaultPoints.UNDO_FORGOTTEN.reached();
    }

    /** Forgets everything, also what a crash left without a way back. */
    void forgetAll(int page) throws IOException {
        for (List<DocumentId> some = documents(Optional.empty(), page);
                !some.isEmpty();
                some = documents(Optional.empty(), page)) {
            for (DocumentId document : some) {
                forget(document);
            }
        }
        for (List<DocumentId> some = store.list(originals, Optional.empty(), page);
                !some.isEmpty();
                some = store.list(originals, Optional.empty(), page)) {
            for (DocumentId original : some) {
                remove(original);
            }
        }
    }

    private void put(DocumentId id, byte[] content) throws IOException {
        Optional<Document> present = store.read(id);
        boolean done = present.isPresent() ? store.replace(present.get(), content) : store.create(id, content);
        if (!done) {
            throw new IOException("Somebody else writes to " + id + " in " + store.name()
                    + ". Let nothing but migrations write to a store of backups.");
        }
    }

    private void remove(DocumentId id) throws IOException {
        Optional<Document> present = store.read(id);
        if (present.isPresent()) {
            store.delete(present.get());
        }
    }

    private DocumentId original(DocumentId document) {
        return DocumentId.of(originals + "/" + document);
    }

    private DocumentId undo(DocumentId document) {
        return DocumentId.of(undos + "/" + document + UNDO_ENDING);
    }
}
