package dev.passage.migration.journal;

import java.util.Objects;

/**
 * A record that is to be appended to a journal.
 *
 * @param kind the name of its kind, 1 to 64 characters, for example {@code StepIntended}
 * @param actor who caused it: a person for a request, else the engine instance; 1 to 200 characters
 * @param body its content as JSON, without secrets and without values of users' rows
 * @since 0.1.0
 */
public record RecordDraft(String kind, String actor, String body) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if kind or actor is empty or too long
     */
    public RecordDraft {
        Objects.requireNonNull(body, "body");
        if (kind.isEmpty() || kind.length() > 64) {
            throw new IllegalArgumentException("The kind of a journal record needs 1 to 64 characters: " + kind);
        }
        if (actor.isEmpty() || actor.length() > 200) {
            throw new IllegalArgumentException("The actor of a journal record needs 1 to 200 characters: " + actor);
        }
    }
}
