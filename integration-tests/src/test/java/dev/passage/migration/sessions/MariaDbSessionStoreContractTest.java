package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** Sessions in Passage's own tables of MariaDb (S1, S4, X2). */
@Tag("soak")
final class MariaDbSessionStoreContractTest extends JdbcStoreContract {

    MariaDbSessionStoreContractTest() {
        super(DatabaseKind.MARIADB);
    }
}
