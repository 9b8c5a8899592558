package dev.passage.migration.adapter;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Tells whether two adapters gave the same answer to a call (A2). Called on threads of the host's executor, by several at once; an
 * exception that it throws is counted, recorded, and reaches no caller.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OutcomeComparator {

    /**
     * Compares two outcomes of one call.
     *
     * @param call the call
     * @param old how it ended at the old adapter
     * @param replacement how it ended at the new one
     * @return whether they are the same to the host
     * @throws Exception when they cannot be compared
     */
    boolean same(AdapterCall call, CallOutcome old, CallOutcome replacement) throws Exception;

    /**
     * Returns a comparator by {@code equals}, of arrays by their elements, and of exceptions by their classes.
     *
     * @return the comparator
     */
    static OutcomeComparator byEquals() {
        return byValues(Objects::deepEquals);
    }

    /**
     * Returns a comparator of results by a rule of the host's, and of exceptions by their classes. Two results of nothing are the
     * same, and one of nothing is not the same as another.
     *
     * @param rule whether two results are the same
     * @return the comparator
     */
    static OutcomeComparator byValues(BiPredicate<Object, Object> rule) {
        Objects.requireNonNull(rule, "rule");
        return (call, old, replacement) -> {
            if (old instanceof CallOutcome.Returned first && replacement instanceof CallOutcome.Returned second) {
                Optional<Object> one = first.value();
                Optional<Object> other = second.value();
                boolean bothGiven = one.isPresent() && other.isPresent();
                return bothGiven ? rule.test(one.get(), other.get()) : one.isEmpty() && other.isEmpty();
            }
            return old instanceof CallOutcome.Threw first
                    && replacement instanceof CallOutcome.Threw second
                    && first.failure().getClass().equals(second.failure().getClass());
        };
    }
}
