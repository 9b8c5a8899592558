package dev.passage.migration.gate;

import dev.passage.migration.identity.EndpointName;
import java.util.Objects;
import java.util.Optional;

/**
 * What the gate row of a tenant says in one database. A snapshot; immutable.
 *
 * @param position whether writers may pass
 * @param epoch grows by one with each change of authority
 * @param closeId names the closing that is in force, empty when none is
 * @param expired whether the time of a closed gate has passed, so that anybody may open it again
 * @param successor who took over, of a gate that has moved
 * @since 0.1.0
 */
public record GateState(
        Position position, long epoch, String closeId, boolean expired, Optional<EndpointName> successor) {

    /**
     * Whether writers may pass.
     *
     * @since 0.1.0
     */
    public enum Position {
        /** This side accepts writes. */
        OPEN,
        /** Nobody writes here for now: during a switch, or because this side has not been opened yet. */
        CLOSED,
        /** Authority has gone to another side, for good in this epoch. */
        MOVED
    }

    /** Checks that every part is given. */
    public GateState {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(closeId, "closeId");
        Objects.requireNonNull(successor, "successor");
    }

    /**
     * Tells whether this side accepts writes.
     *
     * @return whether it does
     */
    public boolean isOpen() {
        return position == Position.OPEN;
    }

    /**
     * Tells whether this side is closed by this closing.
     *
     * @param id the closing
     * @return whether it is
     */
    public boolean isClosedBy(String id) {
        return position == Position.CLOSED && closeId.equals(id);
    }
}
