package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;

/** Sessions in the tables of Spring Session JDBC in H2 (S1, S4, X2). */
final class H2SpringSessionStoreContractTest extends SpringStoreContract {

    H2SpringSessionStoreContractTest() {
        super(DatabaseKind.H2);
    }
}
