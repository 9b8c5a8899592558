package dev.passage.migration.config;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads documents for an application, always whole, valid and of the newest version, whether an upgrade of them is before, under
 * way or taken back (C3). A document that cannot be used is replaced by the last one of that name that could be, or by the defaults.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ConfigReader {
    private final DocumentStore store;
    private final ConfigChain chain;
    private final ChainReader reader;
    private final Map<DocumentId, ConfigTree> lastGood = new ConcurrentHashMap<>();

    private ConfigReader(DocumentStore store, ConfigChain chain) {
        this.store = Objects.requireNonNull(store, "store");
        this.chain = Objects.requireNonNull(chain, "chain");
        reader = new ChainReader(chain);
    }

    /**
     * Returns a reader.
     *
     * @param store where the documents are
     * @param chain their versions
     * @return the reader
     */
    public static ConfigReader of(DocumentStore store, ConfigChain chain) {
        return new ConfigReader(store, chain);
    }

    /**
     * Where a configuration came from.
     *
     * @since 0.1.0
     */
    public enum Origin {
        /** The document as it is stored. */
        STORED,
        /** The last usable state of the document that this reader saw. */
        LAST_GOOD,
        /** The defaults of the chain. */
        DEFAULTS
    }

    /**
     * A configuration that can be used.
     *
     * @param tree what it says, of the newest version, with the defaults where the document says nothing
     * @param origin where it came from
     * @param problem why the document could not be used, empty if it could
     * @since 0.1.0
     */
    public record Configuration(ConfigTree tree, Origin origin, String problem) {

        /** Checks that all is given. */
        public Configuration {
            Objects.requireNonNull(tree, "tree");
            Objects.requireNonNull(origin, "origin");
            Objects.requireNonNull(problem, "problem");
        }
    }

    /**
     * Reads a document.
     *
     * @param id its name
     * @return what can be used
     */
    public Configuration read(DocumentId id) {
        try {
            Optional<Document> document = store.read(id);
            if (document.isEmpty()) {
                return fallback(id, "There is no document " + id + ".");
            }
            ConfigTree stored = reader.read(document.get());
            ConfigTree tree =
                    reader.upgraded(stored, chain.newest()).orElse(stored).fillFrom(chain.defaults());
            lastGood.put(id, tree);
            return new Configuration(tree.copy(), Origin.STORED, "");
        } catch (BadDocumentException e) {
            return fallback(id, "Document " + id + " cannot be used: " + e.getMessage() + ".");
        } catch (IOException e) {
            return fallback(
                    id,
                    "Document " + id + " cannot be read from " + store.name() + ": "
                            + e.getClass().getSimpleName() + ".");
        }
    }

    private Configuration fallback(DocumentId id, String problem) {
        ConfigTree last = lastGood.get(id);
        return last == null
                ? new Configuration(chain.defaults(), Origin.DEFAULTS, problem)
                : new Configuration(last.copy(), Origin.LAST_GOOD, problem);
    }
}
