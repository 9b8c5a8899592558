package dev.passage.migration.json;

/**
 * What may be told of a codec's refusal (H4): the words of an {@link IllegalArgumentException}, which a codec promises to keep free
 * of values, and of anything else its class alone.
 *
 * @since 0.1.0
 */
public final class CodecFailure {

    private CodecFailure() {}

    /**
     * Returns what may be told.
     *
     * @param thrown what the codec threw
     * @return the text
     */
    public static String describe(RuntimeException thrown) {
        return thrown instanceof IllegalArgumentException
                ? String.valueOf(thrown.getMessage())
                : "The codec threw " + thrown.getClass().getName() + ".";
    }
}
