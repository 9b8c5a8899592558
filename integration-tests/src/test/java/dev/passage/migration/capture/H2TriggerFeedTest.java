package dev.passage.migration.capture;

import dev.passage.migration.testkit.database.DatabaseKind;

/** The feed of triggers on H2 (D8). */
final class H2TriggerFeedTest extends TriggerFeedContract {

    H2TriggerFeedTest() {
        super(DatabaseKind.H2);
    }
}
