package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** Sessions in the tables of Spring Session JDBC in MariaDB (S1, S4, X2). */
@Tag("soak")
final class MariaDbSpringSessionStoreContractTest extends SpringStoreContract {

    MariaDbSpringSessionStoreContractTest() {
        super(DatabaseKind.MARIADB);
    }
}
