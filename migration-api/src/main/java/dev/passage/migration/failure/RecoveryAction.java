package dev.passage.migration.failure;

import java.util.Objects;

/**
 * Something a person can do after a failure (X9).
 *
 * @param name a short stable name, for example {@code restore-and-resume}
 * @param description one or two sentences that say what to do
 * @since 0.1.0
 */
public record RecoveryAction(String name, String description) {

    /** Checks that both parts are given. */
    public RecoveryAction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
    }
}
