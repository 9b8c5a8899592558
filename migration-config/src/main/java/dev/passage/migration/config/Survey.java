package dev.passage.migration.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.DocumentText;
import dev.passage.migration.config.internal.TreePatch;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.RefusedDocumentException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at every document without changing it: which are to be upgraded, how, and which cannot be. */
final class Survey {
    private static final int PAGE = 500;
    private static final int MOST_NAMED = 20;

    private final ConfigSource source;
    private final ConfigUpgrade settings;
    private final ChainReader reader;
    private final Map<String, String> bad = new LinkedHashMap<>();
    private final Map<String, Changed> changes = new LinkedHashMap<>();
    private long documents;
    private long outdated;
    private long bytes;
    private long badDocuments;
    private long commented;

    /** Documents that change in the same way. */
    record Changed(DocumentId first, long documents) {}

    private Survey(ConfigSource source, ConfigUpgrade settings) {
        this.source = source;
        this.settings = settings;
        reader = new ChainReader(source.chain());
    }

    static Survey of(ConfigSource source, ConfigUpgrade settings) throws IOException {
        Survey survey = new Survey(source, settings);
        survey.lookAtAll();
        return survey;
    }

    private void lookAtAll() throws IOException {
        Optional<DocumentId> after = Optional.empty();
        List<DocumentId> page;
        do {
            page = source.documents().list(settings.folder(), after, PAGE);
            for (DocumentId id : page) {
                lookAt(id);
                after = Optional.of(id);
            }
        } while (page.size() == PAGE);
    }

    private void lookAt(DocumentId id) throws IOException {
        documents++;
        try {
            if (id.value().length() > Backups.LONGEST_NAME) {
                throw new BadDocumentException("its name has more than " + Backups.LONGEST_NAME + " characters");
            }
            Optional<Document> document = source.documents().read(id);
            if (document.isPresent()) {
                lookAt(document.get());
            }
        } catch (BadDocumentException | RefusedDocumentException e) {
            badDocuments++;
            if (bad.size() < MOST_NAMED) {
                bad.put(id.value(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void lookAt(Document document) throws BadDocumentException {
        bytes += document.size();
        ConfigTree tree = reader.read(document);
        Optional<ConfigTree> next = reader.upgraded(tree, settings.version());
        if (next.isPresent()) {
            outdated++;
            if (DocumentText.isYaml(document.id().value()) && new String(document.content(), UTF_8).contains("#")) {
                commented++;
            }
            String patch =
                    TreePatch.shown(TreePatch.between(tree.asMap(), next.get().asMap()), source.chain()::isSecret);
            changes.merge(
                    patch,
                    new Changed(document.id(), 1),
                    (known, more) -> new Changed(known.first(), known.documents() + 1));
        }
    }

    long documents() {
        return documents;
    }

    long outdated() {
        return outdated;
    }

    long bytes() {
        return bytes;
    }

    long badDocuments() {
        return badDocuments;
    }

    long commented() {
        return commented;
    }

    /** Reasons by name, of the first bad documents. */
    Map<String, String> bad() {
        return bad;
    }

    /** Documents by the JSON Patch that would be made, in the order in which they were met. */
    Map<String, Changed> changes() {
        return changes;
    }
}
