package dev.passage.migration.session.move;

import dev.passage.migration.session.Fencing;
import java.util.List;

/**
 * What the analysis of a move of sessions measured.
 *
 * @param source the name of the source
 * @param target the name of the target
 * @param fencing how well both stores refuse overtaken writes; that of the weaker
 * @param counted how many sessions were counted; the count ends at 10,000
 * @param bytes how many bytes these have
 * @param tooLarge the fingerprints of those that the target does not take, 20 at the most
 * @since 0.1.0
 */
public record SessionFacts(
        String source, String target, Fencing fencing, long counted, long bytes, List<String> tooLarge) {

    /** Copies the list. */
    public SessionFacts {
        tooLarge = List.copyOf(tooLarge);
    }
}
