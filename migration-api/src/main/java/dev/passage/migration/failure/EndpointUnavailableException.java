package dev.passage.migration.failure;

import dev.passage.migration.identity.EndpointName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a named endpoint is not registered, cannot be reached, or is of a kind that cannot take part.
 *
 * @since 0.1.0
 */
public final class EndpointUnavailableException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The endpoint. */
    private final transient EndpointName endpoint;

    /**
     * Creates the exception.
     *
     * @param endpoint the endpoint
     * @param problem what is wrong with it; never a URL or a password
     * @param remedy what to do next
     * @param cause what was thrown, or null when nothing was
     */
    public EndpointUnavailableException(
            EndpointName endpoint, String problem, String remedy, @Nullable Throwable cause) {
        super(FailureKind.DEPENDENCY_UNAVAILABLE, problem, remedy, cause);
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    }

    /**
     * Returns the endpoint at fault.
     *
     * @return its name
     */
    public EndpointName endpoint() {
        return endpoint;
    }
}
