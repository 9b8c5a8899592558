package dev.passage.migration.adapter;

import java.util.Optional;

/**
 * Names for each call the thing that decides which adapter answers it, for example the customer, so that a customer stays with the
 * adapter that once answered (A2). Called on the caller's thread, by several at once: it must be quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BucketKey {

    /**
     * Returns the key of a call.
     *
     * @param call the call
     * @return a text that is the same on each instance; empty for calls that the old adapter shall answer
     */
    Optional<String> of(AdapterCall call);

    /**
     * Returns a key that is the text of an argument.
     *
     * @param index its place, from 0; calls without it are answered by the old adapter
     * @return the key
     */
    static BucketKey argument(int index) {
        return call -> index < call.method().getParameterCount()
                ? call.argument(index).map(String::valueOf)
                : Optional.empty();
    }
}
