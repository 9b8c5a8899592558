package dev.passage.migration.redis;

import dev.passage.migration.session.PutOutcome;
import java.util.Optional;

/** What a script says became of a write, in the order of its numbers. */
enum RedisAnswer {
    STORED(PutOutcome.STORED),
    NOT_NEWER(PutOutcome.NOT_NEWER),
    FENCED(PutOutcome.FENCED),
    /** The key holds something else than a session. */
    FOREIGN,
    /** The server does not take the dump. */
    REFUSED;

    private final Optional<PutOutcome> outcome;

    RedisAnswer(PutOutcome outcome) {
        this.outcome = Optional.of(outcome);
    }

    RedisAnswer() {
        outcome = Optional.empty();
    }

    static RedisAnswer of(Object answer) {
        return values()[Math.toIntExact((Long) answer)];
    }

    Optional<PutOutcome> outcome() {
        return outcome;
    }
}
