package dev.passage.migration.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 3 with real deaths: the engine's process is killed with {@code kill -9} and started again (X1, X2). */
@MigrationTest
final class EngineKillTest {
    private static final int DEPOSITS = 30;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void finishesOnceAfterManyKillsAtRandomTimes(DatabaseKind kind, MigrationLab lab) throws SQLException {
        TestDatabase journal = lab.database(kind, "journal");
        TestDatabase ledger = ledger(lab, kind);
        Random chance = new Random(Seed.ofThisRun());

        KilledProcesses processes = processes(lab, journal, ledger).killAtRandom(6, chance, 400);
        String end = processes.finish();

        assertThat(end).isEqualTo("COMPLETED");
        LedgerScenario.checkLedger(DatabaseImage.of(ledger.dataSource()), DEPOSITS);
        JdbcJournal read = JdbcJournal.on(journal.dataSource());
        assertThat(read.read(read.heads(1).get(0).id(), 0)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.create.committed",
                "executor.lease.acquired",
                "executor.fence.raised",
                "executor.step.effect-done",
                "journal.append.written",
                "executor.retired",
                "executor.ended"
            })
    void finishesOnceAfterAHaltAtANamedPoint(String point, MigrationLab lab) throws SQLException {
        TestDatabase journal = lab.database(DatabaseKind.POSTGRESQL, "journal");
        TestDatabase ledger = ledger(lab, DatabaseKind.POSTGRESQL);

        KilledProcesses processes = processes(lab, journal, ledger).haltAt(point, 1);
        String end = processes.finish();

        assertThat(processes.kills()).isOne();
        assertThat(end).isEqualTo("COMPLETED");
        LedgerScenario.checkLedger(DatabaseImage.of(ledger.dataSource()), DEPOSITS);
    }

    private static KilledProcesses processes(MigrationLab lab, TestDatabase journal, TestDatabase ledger) {
        return new KilledProcesses(
                LedgerProcess.class, lab.folder(), List.of(journal.url(), ledger.url(), Integer.toString(DEPOSITS)));
    }

    private static TestDatabase ledger(MigrationLab lab, DatabaseKind kind) throws SQLException {
        TestDatabase ledger = lab.database(kind, "ledger");
        Ledger.create(ledger.dataSource());
        return ledger;
    }
}
