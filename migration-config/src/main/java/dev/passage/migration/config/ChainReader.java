package dev.passage.migration.config;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.DocumentText;
import dev.passage.migration.config.internal.TreeSchema;
import dev.passage.migration.document.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads documents of a chain and leads them up and down it; what does not fit is a bad document with its reason. */
final class ChainReader {
    private static final int MOST_SHOWN = 5;

    private final ConfigChain chain;

    ChainReader(ConfigChain chain) {
        this.chain = chain;
    }

    ConfigTree read(Document document) throws BadDocumentException {
        return ConfigTree.of(DocumentText.parse(document.id().value(), document.content(), chain.largest()));
    }

    int versionOf(ConfigTree tree) throws BadDocumentException {
        if (!tree.has(chain.versionPath())) {
            return chain.oldest();
        }
        Number version = tree.number(chain.versionPath())
                .orElseThrow(() -> new BadDocumentException("its " + chain.versionPath() + " is no number"));
        if (!(version instanceof Long whole) || whole < chain.oldest() || whole > chain.newest()) {
            throw new BadDocumentException("it is of version " + version + ", but versions " + chain.oldest() + " to "
                    + chain.newest() + " are known here");
        }
        return whole.intValue();
    }

    /** Leads a document up, with every check on the way; empty if it is at this version or a later one. */
    Optional<ConfigTree> upgraded(ConfigTree tree, int to) throws BadDocumentException {
        int from = versionOf(tree);
        check(tree, from);
        if (from >= to) {
            return Optional.empty();
        }
        ConfigTree next = tree;
        for (int version = from + 1; version <= to; version++) {
            next = changed(next, chain.linkTo(version).up(), version);
            check(next, version);
        }
        return Optional.of(next);
    }

    /** Leads a document down; empty if a way down is missing. */
    Optional<ConfigTree> downgraded(ConfigTree tree, int to) throws BadDocumentException {
        ConfigTree next = tree;
        for (int version = versionOf(tree); version > to; version--) {
            ConfigChange down = chain.linkTo(version).down();
            if (down == null) {
                return Optional.empty();
            }
            next = changed(next, down, version - 1);
            check(next, version - 1);
        }
        return Optional.of(next);
    }

    /** The result is copied, so that an upgrade which keeps a document cannot change it any more. */
    private ConfigTree changed(ConfigTree tree, ConfigChange change, int version) throws BadDocumentException {
        ConfigTree copy = tree.copy();
        try {
            change.apply(copy);
            return copy.copy().set(chain.versionPath(), version);
        } catch (BadDocumentException e) {
            throw e;
        } catch (Exception e) {
            throw new BadDocumentException(
                    "the way to version " + version + " failed with "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    void check(ConfigTree tree, int version) throws BadDocumentException {
        TreeSchema schema = chain.schemas().get(version);
        if (schema != null) {
            List<String> violations = schema.violations(tree.asMap());
            if (!violations.isEmpty()) {
                throw new BadDocumentException("as version " + version + " it does not keep the schema: "
                        + String.join(", ", violations.subList(0, Math.min(MOST_SHOWN, violations.size()))));
            }
        }
        if (version == chain.newest()) {
            checkRules(tree.copy().fillFrom(chain.defaults()));
        }
    }

    private void checkRules(ConfigTree whole) throws BadDocumentException {
        for (Map.Entry<String, ConfigRule> rule : chain.rules().entrySet()) {
            Optional<String> contradiction = contradiction(rule.getKey(), rule.getValue(), whole.copy());
            if (contradiction.isPresent()) {
                throw new BadDocumentException("as version " + chain.newest() + " it breaks rule " + rule.getKey()
                        + ": " + contradiction.get());
            }
        }
    }

    private static Optional<String> contradiction(String name, ConfigRule rule, ConfigTree whole)
            throws BadDocumentException {
        try {
            return rule.contradiction(whole);
        } catch (RuntimeException e) {
            throw new BadDocumentException(
                    "rule " + name + " failed with " + e.getClass().getSimpleName(), e);
        }
    }
}
