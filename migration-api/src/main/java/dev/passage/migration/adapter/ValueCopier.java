package dev.passage.migration.adapter;

import java.lang.reflect.Array;

/**
 * Copies what two adapters would share: an argument before both get it, and a result before the caller gets it. Values that never
 * change need no copy. Called on the caller's thread, by several at once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ValueCopier {

    /**
     * Returns a copy that a change of the original does not reach.
     *
     * @param value the argument or result
     * @return the copy, or the value itself when it never changes
     */
    Object copy(Object value);

    /**
     * Returns a copier of arrays, which takes all other values as never changing.
     *
     * @return the copier
     */
    static ValueCopier ofArrays() {
        return value -> {
            if (!value.getClass().isArray()) {
                return value;
            }
            int length = Array.getLength(value);
            Object copy = Array.newInstance(value.getClass().getComponentType(), length);
            System.arraycopy(value, 0, copy, 0, length);
            return copy;
        };
    }
}
