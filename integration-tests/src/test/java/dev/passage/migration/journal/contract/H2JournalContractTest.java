package dev.passage.migration.journal.contract;

import dev.passage.migration.testkit.database.DatabaseKind;

/** The journal in H2 (X1, X2, O4). */
final class H2JournalContractTest extends JdbcContract {

    H2JournalContractTest() {
        super(DatabaseKind.H2);
    }
}
