package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;

/** Sessions in Passage's own tables of H2 (S1, S4, X2). */
final class H2SessionStoreContractTest extends JdbcStoreContract {

    H2SessionStoreContractTest() {
        super(DatabaseKind.H2);
    }
}
