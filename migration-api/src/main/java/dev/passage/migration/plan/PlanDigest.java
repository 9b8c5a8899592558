package dev.passage.migration.plan;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The fingerprint of a plan (P1): SHA-256 over its reviewed content. Whoever approves a plan signs this value, and only a
 * plan with this value runs (promise 4).
 *
 * @param value {@code sha256:} and 64 lower-case hexadecimal digits
 * @since 0.1.0
 */
public record PlanDigest(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if the value is not of the form above
     */
    public PlanDigest {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A plan digest is \"sha256:\" and 64 lower-case hexadecimal digits, but was \"" + value
                            + "\". Copy it from the plan.");
        }
    }

    /**
     * Returns the digest with this text.
     *
     * @param value the text
     * @return the digest
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public static PlanDigest of(String value) {
        return new PlanDigest(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
