package dev.passage.migration.document;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names a document in its store, for example {@code tenants/acme.json}. No name leads out of the store or to a hidden file.
 *
 * @param value words joined by slashes, 500 characters at the most; a word does not begin with a dot and holds neither
 *     backslash nor control characters
 * @since 0.1.0
 */
public record DocumentId(String value) implements Comparable<DocumentId> {
    private static final int LONGEST = 500;
    private static final Pattern ALLOWED =
            Pattern.compile("%1$s(/%1$s)*".formatted("[^\\p{Cntrl}/\\\\.][^\\p{Cntrl}/\\\\]*"));

    /** Checks the name. */
    public DocumentId {
        Objects.requireNonNull(value, "value");
        if (!isAllowed(value)) {
            throw new IllegalArgumentException("A document cannot be named \"" + value + "\": a name is made of words"
                    + " joined by slashes, which do not begin with a dot and hold neither backslash nor control"
                    + " characters, and has 500 characters at the most. Choose another name.");
        }
    }

    /**
     * Returns the name of a document.
     *
     * @param value the name
     * @return the id
     * @throws IllegalArgumentException if it is not allowed
     */
    public static DocumentId of(String value) {
        return new DocumentId(value);
    }

    /**
     * Tells whether a document can have this name.
     *
     * @param value the name
     * @return whether it can
     */
    public static boolean isAllowed(String value) {
        return value.length() <= LONGEST && ALLOWED.matcher(value).matches();
    }

    /**
     * Tells whether the document lies in a folder.
     *
     * @param folder the name of the folder without a slash at its end; the empty text stands for the whole store
     * @return whether it does, at any depth
     */
    public boolean isIn(String folder) {
        return folder.isEmpty() || value.startsWith(folder + "/");
    }

    @Override
    public int compareTo(DocumentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
