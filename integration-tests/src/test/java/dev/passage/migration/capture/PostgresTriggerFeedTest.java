package dev.passage.migration.capture;

import dev.passage.migration.testkit.database.DatabaseKind;

/** The feed of triggers on PostgreSQL (D8). */
final class PostgresTriggerFeedTest extends TriggerFeedContract {

    PostgresTriggerFeedTest() {
        super(DatabaseKind.POSTGRESQL);
    }
}
