package dev.passage.migration.step;

import java.util.Objects;

/**
 * One way on that a blocked migration offers to a person (X11).
 *
 * @param name a short stable name by which it is chosen
 * @param consequence what happens when it is taken
 * @since 0.1.0
 */
public record Choice(String name, String consequence) {

    /** Checks that both parts are given. */
    public Choice {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(consequence, "consequence");
    }
}
