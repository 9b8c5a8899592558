package dev.passage.migration.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of what a store holds. Immutable.
 *
 * @param entries sessions and tombstones, expired ones perhaps among them
 * @param unreadable what stands where sessions stand and is none
 * @param next where the next part begins, up to 1,000 characters without any id in them; empty when this was the last
 * @since 0.1.0
 */
public record SessionPage(List<SessionEntry> entries, List<SessionFault> unreadable, Optional<String> next) {

    /** Copies the lists. */
    public SessionPage {
        entries = List.copyOf(entries);
        unreadable = List.copyOf(unreadable);
        Objects.requireNonNull(next, "next");
    }
}
