package dev.passage.migration.config;

import java.util.Optional;

/**
 * Finds settings that contradict each other before they are applied (C3). Safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConfigRule {

    /**
     * Looks at a document of the newest version, with the defaults where it says nothing.
     *
     * @param document a copy
     * @return what contradicts what, without secrets; empty if nothing does
     */
    Optional<String> contradiction(ConfigTree document);
}
