package dev.passage.migration.identity;

import java.util.Objects;
import java.util.regex.Pattern;

/** The one rule for the text of every id: it must be safe in a log line, a file name and a column. */
final class Identifiers {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Identifiers() {}

    static String checked(String value, String what) {
        Objects.requireNonNull(value, what);
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " must start with a letter or digit and hold 1 to 64 letters, digits,"
                            + " dots, underscores or hyphens, but was \"" + value + "\". Choose another name.");
        }
        return value;
    }
}
