package dev.passage.migration.config;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.DocumentText;
import dev.passage.migration.config.internal.TreePatch;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.RefusedDocumentException;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings documents back: their own bytes if nobody edited them since, else without the upgrade but with the edit. */
final class RestorePass {
    private static final int PAGE = 500;
    private static final int MOST_NAMED = 10;
    private static final String KEEP = "keep-edited";

    private final ConfigSource source;
    private final ConfigUpgrade settings;
    private final ChainReader reader;
    private final Backups backups;
    private final StepContext context;

    RestorePass(ConfigSource source, ConfigUpgrade settings, StepContext context) {
        this.source = source;
        this.settings = settings;
        this.context = context;
        reader = new ChainReader(source.chain());
        backups = new Backups(source.backups(), context);
    }

    StepOutcome run() throws IOException {
        List<DocumentId> left = new ArrayList<>();
        Optional<DocumentId> after = Optional.empty();
        List<DocumentId> page;
        do {
            page = backups.documents(after, PAGE);
            for (DocumentId id : page) {
                if (context.stopRequested()) {
                    return StepOutcome.stopped();
                }
                if (!restore(id)) {
                    left.add(id);
                }
                after = Optional.of(id);
            }
        } while (page.size() == PAGE);
        if (!left.isEmpty() && !context.decision().equals(Optional.of(KEEP))) {
            return ask(left);
        }
        if (!left.isEmpty()) {
            context.note("edited documents kept at version " + settings.version(), named(left));
        }
        backups.forgetAll(PAGE);
        return StepOutcome.done();
    }

    private StepOutcome ask(List<DocumentId> left) {
        return StepOutcome.blocked(
                "Documents of " + settings.store()
                        + " were edited after the upgrade where it had changed them, so they cannot"
                        + " be brought back without losing the edit: " + named(left) + ".",
                new Choice("try-again", "They are looked at again, after somebody has mended them."),
                new Choice(
                        KEEP,
                        "They stay at version " + settings.version()
                                + " as they are, and the backups of what they were before are deleted."));
    }

    private static String named(List<DocumentId> ids) {
        String first = String.join(
                ", ",
                ids.subList(0, Math.min(MOST_NAMED, ids.size())).stream()
                        .map(DocumentId::value)
                        .toList());
        return ids.size() > MOST_NAMED ? first + " and " + (ids.size() - MOST_NAMED) + " more" : first;
    }

    /** Returns false if the document cannot be brought back without losing an edit. */
    private boolean restore(DocumentId id) throws IOException {
        Undo undo = backups.undoOf(id).orElse(null);
        if (undo == null) {
            return true;
        }
        try {
            Optional<Document> document = source.documents().read(id);
            if (document.isPresent() && !restore(document.get(), undo)) {
                return false;
            }
            ConfigFaultPoints.RESTORED.reached();
            backups.forget(id);
            return true;
        } catch (BadDocumentException | RefusedDocumentException e) {
            return false;
        } catch (IOException e) {
            throw StoreFailures.retryable(id, settings.store(), e);
        }
    }

    private boolean restore(Document document, Undo undo) throws IOException, BadDocumentException {
        String digest = Undo.digest(document.content());
        if (digest.equals(undo.original())) {
            return true;
        }
        if (digest.equals(undo.upgraded())) {
            return source.documents().replace(document, backups.originalOf(undo));
        }
        ConfigTree edited = reader.read(document);
        if (reader.versionOf(edited) < settings.version()) {
            return true;
        }
        Optional<ConfigTree> back = withoutUpgrade(edited, undo);
        return back.isPresent()
                && source.documents()
                        .replace(
                                document,
                                DocumentText.print(
                                        document.id().value(), back.get().asMap(), backups.originalOf(undo)));
    }

    private Optional<ConfigTree> withoutUpgrade(ConfigTree edited, Undo undo) throws BadDocumentException {
        Optional<ConfigTree> undone =
                TreePatch.undone(edited.asMap(), undo.inverse(), undo.forward()).map(ConfigTree::of);
        if (undone.isPresent()) {
            return undone;
        }
        Optional<ConfigTree> down = reader.downgraded(edited, undo.from());
        if (down.isEmpty()) {
            return Optional.empty();
        }
        Optional<ConfigTree> again = reader.upgraded(down.get(), settings.version());
        return again.isPresent() && TreePatch.same(again.get().asMap(), edited.asMap()) ? down : Optional.empty();
    }
}
