package dev.passage.migration.executor;

import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.TenantMovingException;
import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.Set;

/**
 * The classes of failures by which it is decided whether another attempt of a step makes sense (X3). SQLSTATE classes are those
 * of ISO/IEC 9075-2, with PostgreSQL's 53 to 58.
 */
enum FailureClass {
    /** A system at the other end was out of reach or busy; the next attempt may find it well. */
    UNAVAILABLE(true),
    /** Nothing says that the next attempt would end in the same way. */
    UNKNOWN(true),
    /** The code or the data is at fault, and will be at the next attempt. */
    LASTING(false),
    /** The process is short of memory or stack. */
    EXHAUSTED(false);

    private static final Set<String> UNAVAILABLE_STATES = Set.of("08", "53", "57", "58");
    private static final Set<String> LASTING_STATES =
            Set.of("07", "0A", "20", "21", "22", "23", "26", "28", "2B", "34", "39", "3D", "3F", "42", "44");

    private final boolean worthAnotherAttempt;

    FailureClass(boolean worthAnotherAttempt) {
        this.worthAnotherAttempt = worthAnotherAttempt;
    }

    boolean isWorthAnotherAttempt() {
        return worthAnotherAttempt;
    }

    static FailureClass of(Throwable thrown) {
        if (thrown instanceof StepFailedException own) {
            return own.isRetryable() ? UNKNOWN : LASTING;
        }
        if (thrown instanceof PlanRejectedException && thrown.getCause() != null) {
            return of(thrown.getCause());
        }
        if (thrown instanceof MigrationException) {
            boolean away = thrown instanceof EndpointUnavailableException || thrown instanceof TenantMovingException;
            boolean storeAway = thrown instanceof SessionStoreException store && store.isOutage();
            return away || storeAway ? UNAVAILABLE : LASTING;
        }
        if (thrown instanceof VirtualMachineError) {
            return EXHAUSTED;
        }
        if (thrown instanceof Error || thrown instanceof InterruptedException || isMistake(thrown)) {
            return LASTING;
        }
        return ofCauses(thrown);
    }

    /** The first cause that tells. */
    private static FailureClass ofCauses(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            String state = SqlState.of(cause).orElse("");
            if (state.length() >= 2) {
                String stateClass = state.substring(0, 2);
                if (UNAVAILABLE_STATES.contains(stateClass)) {
                    return UNAVAILABLE;
                }
                if (LASTING_STATES.contains(stateClass)) {
                    return LASTING;
                }
            }
            if (cause instanceof IOException) {
                return UNAVAILABLE;
            }
            cause = cause.getCause();
        }
        return UNKNOWN;
    }

    private static boolean isMistake(Throwable thrown) {
        return thrown instanceof WrongUse
                || thrown instanceof NullPointerException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof ClassCastException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof ArithmeticException
                || thrown instanceof UnsupportedOperationException
                || thrown instanceof ConcurrentModificationException
                || thrown instanceof ArrayStoreException
                || thrown instanceof NegativeArraySizeException;
    }
}
