package dev.passage.migration.capture;

import dev.passage.migration.testkit.database.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** The feed of triggers on MariaDB (D8). */
@Tag("soak")
final class MariaDbTriggerFeedTest extends TriggerFeedContract {

    MariaDbTriggerFeedTest() {
        super(DatabaseKind.MARIADB);
    }
}
