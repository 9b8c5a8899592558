package dev.passage.migration.adapter;

/**
 * Takes out of recorded calls what must not be kept, for example a password (H4). Called before anything is kept, by several threads at
 * once; when it throws, the call is not recorded.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallRedactor {

    /**
     * Returns what is kept in the place of an argument, of a result or of an exception.
     *
     * @param call the call
     * @param value the argument, the result or the exception
     * @return the same, or what is kept instead; for an argument it must fit the parameter, or the call cannot be replayed
     */
    Object redacted(AdapterCall call, Object value);

    /**
     * Returns a redactor that keeps everything.
     *
     * @return the redactor
     */
    static CallRedactor keepingAll() {
        return (call, value) -> value;
    }
}
