package dev.passage.migration.routing;

import java.sql.SQLTransactionRollbackException;

/**
 * Thrown when a tenant moved in a way that the present transaction cannot follow by itself; nothing of it was stored. Its SQLSTATE
 * is 40001, so whatever repeats transactions after a serialization failure repeats this one, at the new owner.
 *
 * @since 0.1.0
 */
public final class TenantRelocatedException extends SQLTransactionRollbackException {

    private static final long serialVersionUID = 1L;

    TenantRelocatedException(String tenant, String why) {
        super(
                "Tenant " + tenant + " has moved, and " + why
                        + ". Nothing of the transaction was stored. Run it again.",
                "40001");
    }
}
