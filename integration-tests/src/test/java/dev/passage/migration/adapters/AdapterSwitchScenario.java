package dev.passage.migration.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.proxy.AdapterOptions;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.adapter.switching.AdapterFaultPoints;
import dev.passage.migration.adapter.switching.AdapterSwitch;
import dev.passage.migration.adapter.switching.AdapterSwitchHandler;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A switch whose instances know nothing but the journal: what a new process reads there is the stage that holds (A2). */
abstract class AdapterSwitchScenario implements CrashScenario {
    private final boolean back;
    private final MigrationLab lab = MigrationLab.open();
    private final TestDatabase journal = lab.database(DatabaseKind.H2, "journal");

    AdapterSwitchScenario(boolean back) {
        this.back = back;
        try {
            lab.closeAfterTest(journal.dataSource().getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        Journal own = JdbcJournal.on(process.connect(journal.dataSource())).creatingSchema();
        own.open();
        return List.of(new AdapterSwitchHandler(own, adapter()));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        return Optional.of(JdbcJournal.on(process.connect(journal.dataSource())).creatingSchema());
    }

    @Override
    public MigrationSpec spec() {
        return MigrationSpec.of(AdapterSwitch.of("Rates")
                .canary(Percentage.of("0.01"), Duration.ZERO)
                .canary(Percentage.of(50), Duration.ZERO)
                .observing(Duration.ZERO)
                .holding(Gate.USUAL.withMinimumCalls(0)));
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return AdapterFaultPoints.all();
    }

    @Override
    public void check(MigrationResult end) {
        SwitchableAdapter<Rates> fresh = adapter();
        StageRecord holds = StageRecord.in(JdbcJournal.on(journal.dataSource()))
                .latest("Rates")
                .orElseThrow();

        fresh.follow(holds);

        assertThat(holds.stage()).isEqualTo(back ? AdapterStage.OLD : AdapterStage.NEW);
        assertThat(holds.epoch()).isEqualTo(back ? 4 : 3);
        assertThat(fresh.port().findRate("EUR")).isEqualTo(back ? "old EUR" : "new EUR");
    }

    private static SwitchableAdapter<Rates> adapter() {
        return SwitchableAdapter.of(
                Rates.class,
                new Rates.Provider("old"),
                new Rates.Provider("new"),
                AdapterOptions.named("Rates").key(BucketKey.argument(0)).build());
    }

    @Override
    public void close() {
        lab.close();
    }

    /** Forward. */
    static final class Forward extends AdapterSwitchScenario {
        Forward() {
            super(false);
        }
    }

    /** Forward and back. */
    static final class AndBack extends AdapterSwitchScenario {
        AndBack() {
            super(true);
        }
    }
}
