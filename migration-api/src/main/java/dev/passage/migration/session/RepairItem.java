package dev.passage.migration.session;

import java.util.Objects;

/**
 * Says that a session was written to one store and perhaps not to the other. Immutable.
 *
 * @param id the session
 * @param mark drawn anew each time the session is added, so that who has repaired an earlier state does not take away a later mark
 * @since 0.1.0
 */
public record RepairItem(SessionId id, long mark) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the mark is negative or greater than {@link SessionVersion#GREATEST}
     */
    public RepairItem {
        Objects.requireNonNull(id, "id");
        if (mark < 0 || mark > SessionVersion.GREATEST) {
            throw new IllegalArgumentException(
                    "The mark of a repair is from 0 to " + SessionVersion.GREATEST + ", not " + mark + ".");
        }
    }
}
