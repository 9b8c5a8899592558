package dev.passage.migration.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one batch of a copy. Immutable.
 *
 * @param next where the next batch begins at the source, empty when this was the last
 * @param read how many entries the source gave
 * @param stored how many were written
 * @param expired how many were left out because they have expired
 * @param fenced whether the target refused writes because it has seen a greater epoch
 * @param faults what could not be copied, each session with its reason
 * @since 0.1.0
 */
public record SessionTransfer(
        Optional<String> next, long read, long stored, long expired, boolean fenced, List<SessionFault> faults) {

    /** Copies the list. */
    public SessionTransfer {
        Objects.requireNonNull(next, "next");
        faults = List.copyOf(faults);
    }
}
