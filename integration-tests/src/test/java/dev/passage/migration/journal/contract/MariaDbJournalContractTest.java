package dev.passage.migration.journal.contract;

import dev.passage.migration.testkit.database.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** The journal in MariaDb (X1, X2, O4). */
@Tag("soak")
final class MariaDbJournalContractTest extends JdbcContract {

    MariaDbJournalContractTest() {
        super(DatabaseKind.MARIADB);
    }
}
