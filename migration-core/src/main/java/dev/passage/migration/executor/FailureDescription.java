package dev.passage.migration.executor;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.RecoveryAction;
import dev.passage.migration.identity.StepId;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may be journaled of something that was thrown (X9, H4): the words of Passage's own exceptions, and of others the class
 * and the SQLSTATE alone, because drivers put values of rows into their messages.
 */
final class FailureDescription {

    private FailureDescription() {}

    static Failure of(Throwable thrown, StepId step, boolean backward, Duration timeout) {
        FailureKind kind = kind(thrown, backward);
        String message;
        List<RecoveryAction> actions = new ArrayList<>();
        if (thrown instanceof MigrationException own) {
            message = withoutRemedy(own);
            actions.add(new RecoveryAction("as-told", own.remedy().strip()));
        } else if (Attempts.isTimeout(thrown)) {
            message = (backward ? "The rollback of step " : "Step ") + step + " took longer than the " + timeout
                    + " it may.";
        } else if (thrown instanceof WrongUse) {
            message = String.valueOf(thrown.getMessage());
        } else {
            message = (backward ? "The rollback of step " : "Step ") + step + " threw " + describe(thrown) + ".";
        }
        actions.addAll(kind.usualActions());
        return new Failure(kind, Optional.of(step), message, describe(root(thrown)), actions);
    }

    /** A failure lists what to do by itself. */
    private static String withoutRemedy(MigrationException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.endsWith(failure.remedy())
                ? message.substring(0, message.length() - failure.remedy().length())
                        .strip()
                : message;
    }

    static boolean isLeaseLost(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LeaseLostException) {
                return true;
            }
        }
        return false;
    }

    /** What may be said of an error that ended the run outside of a step. */
    static Failure ofRun(Error fatal) {
        FailureKind kind = kind(fatal, false);
        return new Failure(
                kind,
                Optional.empty(),
                "The run was ended by " + describe(fatal) + ".",
                describe(fatal),
                kind.usualActions());
    }

    private static FailureKind kind(Throwable thrown, boolean backward) {
        if (thrown instanceof MigrationException own) {
            return own.kind();
        }
        if (Attempts.isTimeout(thrown)) {
            return FailureKind.TIMEOUT;
        }
        FailureClass found = FailureClass.of(thrown);
        if (found == FailureClass.EXHAUSTED) {
            return FailureKind.INSUFFICIENT_RESOURCES;
        }
        if (found == FailureClass.UNAVAILABLE) {
            return FailureKind.DEPENDENCY_UNAVAILABLE;
        }
        return backward ? FailureKind.ROLLBACK_FAILED : FailureKind.STEP_FAILED;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    static String describe(Throwable thrown) {
        Throwable shown = thrown instanceof InvocationTargetException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        return shown.getClass().getName()
                + SqlState.of(shown).map(state -> " (SQLSTATE " + state + ")").orElse("");
    }
}
