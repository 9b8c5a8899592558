package dev.passage.migration.config;

import dev.passage.migration.document.DocumentId;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** Says which document could not be read or written, and why. */
final class StoreFailures {

    private StoreFailures() {}

    static StepFailedException retryable(DocumentId document, String store, IOException e) {
        String reason = e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return StepFailedException.retryable(
                FailureKind.DEPENDENCY_UNAVAILABLE,
                "Document " + document + " of " + store + " or its backup could not be read or written: " + reason
                        + ".",
                "Make both stores writable, with room for the backups; it is tried again.",
                e);
    }
}
