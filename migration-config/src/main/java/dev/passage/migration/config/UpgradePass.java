package dev.passage.migration.config;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.DocumentText;
import dev.passage.migration.config.internal.TreePatch;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.RefusedDocumentException;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Upgrades document after document behind a cursor; what is in a document, not the cursor, says whether it is done. */
final class UpgradePass {
    private static final int PAGE = 250;
    private static final int TRIES = 5;
    private static final int MOST_NAMED = 10;
    private static final String CURSOR = "cursor";

    private final ConfigSource source;
    private final ConfigUpgrade settings;
    private final ChainReader reader;
    private final Backups backups;
    private final StepContext context;
    private Cursor cursor;

    UpgradePass(ConfigSource source, ConfigUpgrade settings, StepContext context) {
        this.source = source;
        this.settings = settings;
        this.context = context;
        reader = new ChainReader(source.chain());
        backups = new Backups(source.backups(), context);
        cursor = context.checkpoint(CURSOR).map(Cursor::parsed).orElse(Cursor.START);
    }

    /** How far the pass is and what it left: one value, so that both are journaled together. */
    private record Cursor(String after, long done, long skipped, String names) {
        static final Cursor START = new Cursor("", 0, 0, "");

        static Cursor parsed(String text) {
            String[] parts = text.split("\n", -1);
            return new Cursor(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]);
        }

        String text() {
            return after + "\n" + done + "\n" + skipped + "\n" + names;
        }

        Cursor beyond(DocumentId document) {
            return new Cursor(document.value(), done + 1, skipped, names);
        }

        Cursor skipping(DocumentId document) {
            String more = names.isEmpty() ? document.value() : names + ", " + document;
            return new Cursor(after, done, skipped + 1, skipped < MOST_NAMED && more.length() < 2_000 ? more : names);
        }
    }

    StepOutcome run(long documents) throws IOException {
        context.progress().total(documents, "documents");
        List<DocumentId> page;
        do {
            Optional<DocumentId> after =
                    Optional.of(cursor.after()).filter(id -> !id.isEmpty()).map(DocumentId::of);
            page = source.documents().list(settings.folder(), after, PAGE);
            for (DocumentId id : page) {
                if (context.stopRequested()) {
                    return StepOutcome.stopped();
                }
                upgradeOrSkip(id);
                cursor = cursor.beyond(id);
            }
            context.checkpoint(CURSOR, cursor.text());
            ConfigFaultPoints.CURSOR_KEPT.reached();
            context.progress().done(cursor.done());
        } while (page.size() == PAGE);
        if (cursor.skipped() > 0) {
            context.note("documents skipped", cursor.skipped() + ": " + cursor.names());
        }
        return StepOutcome.done();
    }

    private void upgradeOrSkip(DocumentId id) {
        try {
            upgrade(id);
        } catch (BadDocumentException | RefusedDocumentException e) {
            if (settings.badDocuments() == ConfigUpgrade.BadDocuments.STOP) {
                throw StepFailedException.fatal(
                        FailureKind.STEP_FAILED,
                        "Document " + id + " of " + settings.store() + " cannot be upgraded: " + e.getMessage() + ".",
                        "Mend the document and resume, or roll back.",
                        e);
            }
            cursor = cursor.skipping(id);
        } catch (IOException e) {
            throw StoreFailures.retryable(id, settings.store(), e);
        }
    }

    private void upgrade(DocumentId id) throws IOException, BadDocumentException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Document> document = source.documents().read(id);
            if (document.isEmpty() || upgrade(document.get())) {
                return;
            }
        }
        throw StepFailedException.retryable(
                FailureKind.STEP_FAILED,
                "Document " + id + " of " + settings.store() + " was changed by somebody else " + TRIES
                        + " times while it was upgraded.",
                "It is tried again; find out who changes it all the time.");
    }

    /** Returns false if somebody changed the document in the meantime; nothing of theirs is overwritten. */
    private boolean upgrade(Document document) throws IOException, BadDocumentException {
        ConfigTree tree = reader.read(document);
        Optional<ConfigTree> next = reader.upgraded(tree, settings.version());
        if (next.isEmpty()) {
            return true;
        }
        byte[] before = document.content();
        byte[] after = DocumentText.print(document.id().value(), next.get().asMap(), before);
        boolean known = backups.keep(
                document,
                new Undo(
                        document.id(),
                        context.token().value(),
                        reader.versionOf(tree),
                        Undo.digest(before),
                        Undo.digest(after),
                        TreePatch.between(tree.asMap(), next.get().asMap()),
                        TreePatch.between(next.get().asMap(), tree.asMap())));
        if (!source.documents().replace(document, after)) {
            if (!known) {
                backups.withdraw(document.id());
            }
            return false;
        }
        ConfigFaultPoints.REPLACED.reached();
        return true;
    }
}
