package dev.passage.migration.testkit.journal;

import java.util.Objects;

/** The few assertions that contract tests need; the testkit brings no assertion library to its users. */
final class Expect {

    private Expect() {}

    static void equal(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": expected " + expected + " but found " + actual);
        }
    }

    static void that(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("Not so: " + what);
        }
    }

    static <T extends Throwable> T thrown(Class<T> type, Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new AssertionError("Expected " + type.getName() + " but caught " + thrown, thrown);
        }
        throw new AssertionError("Expected " + type.getName() + " but nothing was thrown");
    }
}
