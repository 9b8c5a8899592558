package dev.passage.migration.config.internal;

/** A document cannot be read, upgraded or accepted; the message says why without showing a value of it. */
public final class BadDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a reason that does not name the document. */
    public BadDocumentException(String reason) {
        super(reason);
    }

    /** Creates the exception with a cause, whose message may hold values and must not be shown. */
    public BadDocumentException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
