package dev.passage.migration.crash;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Faults;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.nio.file.Path;
import java.time.Duration;

/** The child of {@link EngineKillTest}. Arguments: URL of the journal, URL of the ledger, deposits, file of last words. */
final class LedgerProcess {

    private LedgerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Acknowledgements words = new Acknowledgements(Path.of(arguments[3]));
        try (Faults faults = Faults.installAsTold();
                MigrationController controller = MigrationEngine.builder()
                        .journal(JdbcJournal.on(TestDatabase.at(arguments[0])).creatingSchema())
                        .register(new Ledger(TestDatabase.at(arguments[1])))
                        .leaseDuration(Duration.ofMillis(500))
                        .pollInterval(Duration.ofMillis(50))
                        .build()) {
            Story.tell(controller, MigrationSpec.of(new Ledger.Deposit(Integer.parseInt(arguments[2]))), words);
            words.add("points " + faults.hits().size());
        }
    }
}
