package dev.passage.migration.config;

/**
 * Changes a document from one version to the next, or back. Must give the same result for the same document each time; safe for
 * use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConfigChange {

    /**
     * Changes a document.
     *
     * @param document a copy of the document that belongs to this call alone; what is done to it afterwards has no effect
     * @throws Exception if the document cannot be changed; it is then left as it is and named
     */
    void apply(ConfigTree document) throws Exception;
}
