package dev.passage.migration.failure;

import java.time.Duration;
import java.util.Objects;

/**
 * Thrown to a writer whose own deadline passed while its tenant's writes were held by a move (DESIGN, "What a host sees of
 * the gate"). Nothing of its transaction was stored; it may try again.
 *
 * @since 0.1.0
 */
public final class TenantMovingException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The tenant. */
    private final String tenant;

    /** How long the writer waited. */
    private final Duration waited;

    /**
     * Creates the exception.
     *
     * @param tenant the tenant whose writes are held
     * @param waited how long the writer waited
     */
    public TenantMovingException(String tenant, Duration waited) {
        super(
                FailureKind.TIMEOUT,
                "Writes of tenant " + tenant + " are held by a move; waited " + waited.toMillis()
                        + " ms for them to go on.",
                "Try again, or give the connection a longer deadline than the move's write pause.",
                null);
        this.tenant = Objects.requireNonNull(tenant, "tenant");
        this.waited = waited;
    }

    /**
     * Returns the tenant whose writes are held.
     *
     * @return the tenant
     */
    public String tenant() {
        return tenant;
    }

    /**
     * Returns how long the writer waited.
     *
     * @return the time waited
     */
    public Duration waited() {
        return waited;
    }
}
