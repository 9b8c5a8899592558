package dev.passage.migration.journal.contract;

import dev.passage.migration.testkit.database.DatabaseKind;

/** The journal in Postgres (X1, X2, O4). */
final class PostgresJournalContractTest extends JdbcContract {

    PostgresJournalContractTest() {
        super(DatabaseKind.POSTGRESQL);
    }
}
