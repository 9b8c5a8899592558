package dev.passage.migration.config;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.step.StepContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one migration keeps of the documents it changes: their bytes as they were, and the way back. Written before a change. Ways
 * back bear the fencing token of who wrote them, so that an instance which was taken over cannot replace those of its heir.
 */
final class Backups {
    /** With the names of the folders below, a document's name stays within what a name may have. */
    static final int LONGEST_NAME = 400;

    private static final String UNDO_ENDING = ".json";
    private static final int DIGITS = 16;
    private static final int TRIES = 5;

    private final DocumentStore store;
    private final StepContext context;
    private final String originals;
    private final String undos;

    Backups(DocumentStore store, StepContext context) {
        this.store = store;
        this.context = context;
        String folder = context.resource(ConfigUpgradeHandler.BACKUP);
        originals = folder + "/original";
        undos = folder + "/undo";
    }

    /** Returns whether there was a way back already, so that this migration may have changed the document before. */
    boolean keep(Document document, Undo undo) throws IOException {
        keepOriginal(original(undo), document.content());
        ConfigFaultPoints.ORIGINAL_KEPT.reached();
        boolean known = keepUndo(undo(document.id()), undo);
        ConfigFaultPoints.UNDO_KEPT.reached();
        return known;
    }

    /** The name says what the bytes are, so whatever wrote them before wrote the same. */
    private void keepOriginal(DocumentId id, byte[] content) throws IOException {
        if (!store.create(id, content)
                && !store.read(id)
                        .filter(present -> Arrays.equals(present.content(), content))
                        .isPresent()) {
            throw changedByOthers(id);
        }
    }

    private boolean keepUndo(DocumentId id, Undo undo) throws IOException {
        if (store.create(id, undo.content())) {
            return false;
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Document> present = store.read(id);
            if (present.isPresent()) {
                if (Undo.of(present.get().content()).token() > undo.token()) {
                    throw new LeaseLostException(context.migration(), context.token(), "the store of backups");
                }
                if (store.replace(present.get(), undo.content())) {
                    return true;
                }
            }
        }
        throw changedByOthers(id);
    }

    private IOException changedByOthers(DocumentId id) {
        return new IOException("somebody else writes to " + id + " in " + store.name()
                + "; let nothing but migrations write to a store of backups");
    }

    /** Forgets the way back of a document that was not changed after all, unless an heir has written one since. */
    void withdraw(DocumentId document) throws IOException {
        Optional<Document> present = store.read(undo(document));
        if (present.isPresent()
                && Undo.of(present.get().content()).token() == context.token().value()) {
            store.delete(present.get());
        }
    }

    Optional<Undo> undoOf(DocumentId document) throws IOException {
        return store.read(undo(document)).map(kept -> Undo.of(kept.content()));
    }

    byte[] originalOf(Undo undo) throws IOException {
        byte[] content = store.read(original(undo)).map(Document::content).orElse(new byte[0]);
        if (!Undo.digest(content).equals(undo.original())) {
            throw new IOException("the backup of " + undo.document() + " in " + store.name()
                    + " is gone or not what was kept; restore it");
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
        Optional<Document> kept = store.read(undo(document));
        if (kept.isPresent()) {
            remove(original(Undo.of(kept.get().content())));
            ConfigFaultPoints.ORIGINAL_FORGOTTEN.reached();
            store.delete(kept.get());
            ConfigFaultPoints.UNDO_FORGOTTEN.reached();
        }
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

    private void remove(DocumentId id) throws IOException {
        Optional<Document> present = store.read(id);
        if (present.isPresent()) {
            store.delete(present.get());
        }
    }

    private DocumentId original(Undo undo) {
        return DocumentId.of(
                originals + "/" + undo.document() + "/" + undo.original().substring(0, DIGITS));
    }

    private DocumentId undo(DocumentId document) {
        return DocumentId.of(undos + "/" + document + UNDO_ENDING);
    }
}
