package dev.passage.migration.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.journal.jdbc.JournalFaultPoints;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Three deposits in one database, the journal in another of the same kind. */
abstract class LedgerScenario implements CrashScenario {
    static final int DEPOSITS = 3;

    private final boolean back;
    private final MigrationLab lab = MigrationLab.open();
    private final TestDatabase journal;
    private final TestDatabase ledger;

    LedgerScenario(DatabaseKind kind, boolean back) {
        this.back = back;
        journal = lab.database(kind, "journal");
        ledger = lab.database(kind, "ledger");
        try {
            lab.closeAfterTest(journal.dataSource().getConnection());
            lab.closeAfterTest(ledger.dataSource().getConnection());
            Ledger.create(ledger.dataSource());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        return List.of(new Ledger(process.connect(ledger.dataSource())));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        return Optional.of(JdbcJournal.on(process.connect(journal.dataSource())).creatingSchema());
    }

    @Override
    public MigrationSpec spec() {
        return MigrationSpec.of(new Ledger.Deposit(DEPOSITS));
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return Stream.concat(ExecutorFaultPoints.all().stream(), JournalFaultPoints.all().stream())
                .toList();
    }

    @Override
    public void check(MigrationResult end) {
        checkLedger(DatabaseImage.of(ledger.dataSource()), back ? 0 : DEPOSITS);
    }

    static void checkLedger(DatabaseImage ledger, int deposits) {
        assertThat(ledger.rows("account")).containsExactly(Map.of("balance", Integer.toString(deposits)));
        assertThat(ledger.rows("marker")).hasSize(deposits);
        assertThat(ledger.rows("passage_fence")).isEmpty();
    }

    @Override
    public void close() {
        lab.close();
    }

    /** On H2, forward. */
    static final class OnH2 extends LedgerScenario {
        OnH2() {
            super(DatabaseKind.H2, false);
        }
    }

    /** On H2, forward and back. */
    static final class OnH2AndBack extends LedgerScenario {
        OnH2AndBack() {
            super(DatabaseKind.H2, true);
        }
    }

    /** On PostgreSQL, forward and back. */
    static final class OnPostgresAndBack extends LedgerScenario {
        OnPostgresAndBack() {
            super(DatabaseKind.POSTGRESQL, true);
        }
    }
}
