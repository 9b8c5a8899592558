package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;

/** Sessions in Passage's own tables of Postgres (S1, S4, X2). */
final class PostgresSessionStoreContractTest extends JdbcStoreContract {

    PostgresSessionStoreContractTest() {
        super(DatabaseKind.POSTGRESQL);
    }
}
