package dev.passage.migration.executor;

/** A step used its context in a way that no retry mends; the words are the engine's own, so they may be journaled (X9, H4). */
final class WrongUse extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WrongUse(String message) {
        super(message);
    }
}
