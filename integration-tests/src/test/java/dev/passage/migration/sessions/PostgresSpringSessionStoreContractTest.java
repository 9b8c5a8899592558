package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;

/** Sessions in the tables of Spring Session JDBC in Postgres (S1, S4, X2). */
final class PostgresSpringSessionStoreContractTest extends SpringStoreContract {

    PostgresSpringSessionStoreContractTest() {
        super(DatabaseKind.POSTGRESQL);
    }
}
