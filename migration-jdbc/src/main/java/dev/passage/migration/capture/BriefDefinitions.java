package dev.passage.migration.capture;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Changes definitions of tables that are in use. A definition that waits for a table's users blocks everybody who comes behind it,
 * other tenants too, so it waits for a moment, gives up, lets them through and comes back, more patient each time.
 */
final class BriefDefinitions {
    private final Endpoint endpoint;
    private final Dialect dialect;
    private final TriggerLanguage language;

    BriefDefinitions(Endpoint endpoint, Dialect dialect, TriggerLanguage language) {
        this.endpoint = endpoint;
        this.dialect = dialect;
        this.language = language;
    }

    @FunctionalInterface
    interface Definition {
        void run(Connection connection) throws SQLException;
    }

    /** Runs it in a transaction of its own. */
    void run(TableCapture table, Definition definition) throws SQLException {
        for (TriggerLanguage.Attempt attempt : language.attempts()) {
            rest(attempt.rest());
            try {
                endpoint.inTransaction(connection -> {
                    try (ChangeFeed.Origin limit = language.limitWait(connection, attempt.patience())) {
                        atStandstill(() -> definition.run(connection));
                        return limit;
                    }
                });
                return;
            } catch (SQLException refused) {
                if (!dialect.isLockTimeout(refused)) {
                    throw refused;
                }
            }
        }
        throw StepFailedException.retryable(
                FailureKind.TIMEOUT,
                "Table " + table.name() + " on endpoint " + endpoint.name()
                        + " was in use by a long transaction each time its triggers were to change.",
                "It is tried again; look for a transaction that has been open for long.");
    }

    private static void rest(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void atStandstill(Change change) throws SQLException {
        Optional<String> hold = language.standstill();
        if (hold.isEmpty()) {
            change.run();
            return;
        }
        endpoint.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(hold.get());
                change.run();
                return hold;
            }
        });
    }

    @FunctionalInterface
    private interface Change {
        void run() throws SQLException;
    }
}
