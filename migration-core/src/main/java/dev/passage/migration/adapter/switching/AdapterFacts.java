package dev.passage.migration.adapter.switching;

import java.util.List;

/**
 * What the analysis of an adapter switch measured.
 *
 * @param port the name of the port
 * @param oldType the class of the old adapter
 * @param replacementType the class of the new one
 * @param shadowed the operations that may run twice
 * @param unshadowed the operations that may not
 * @param recorded how many recorded calls there were
 * @since 0.1.0
 */
public record AdapterFacts(
        String port,
        String oldType,
        String replacementType,
        List<String> shadowed,
        List<String> unshadowed,
        long recorded) {

    /** Copies the lists. */
    public AdapterFacts {
        shadowed = List.copyOf(shadowed);
        unshadowed = List.copyOf(unshadowed);
    }
}
