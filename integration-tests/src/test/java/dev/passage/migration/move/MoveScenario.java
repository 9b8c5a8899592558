package dev.passage.migration.move;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.GateFaultPoints;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The move of a tenant for the crash matrix, with all databases of one kind. */
abstract class MoveScenario implements CrashScenario {
    private final boolean back;
    private final MigrationLab lab = MigrationLab.open();
    private final DataSource journal;
    private final DataSource shared;
    private final DataSource dedicated;
    private final DatabaseImage before;

    MoveScenario(DatabaseKind kind, boolean back) {
        this.back = back;
        journal = lab.database(kind, "journal").dataSource();
        shared = lab.database(kind, "shared").dataSource();
        dedicated = lab.database(kind, "dedicated").dataSource();
        try {
            for (DataSource source : List.of(journal, shared, dedicated)) {
                lab.closeAfterTest(source.getConnection());
            }
            MovingFleet.createSchema(shared);
            MovingFleet.createSchema(dedicated);
            MovingFleet.fill(shared, 3, 80);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        before = MovingFleet.imageOf(shared);
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        return List.of(MovingFleet.handler(process.connect(shared), process.connect(dedicated)));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        return Optional.of(JdbcJournal.on(process.connect(journal)).creatingSchema());
    }

    @Override
    public MigrationSpec spec() {
        return MovingFleet.spec();
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return Stream.of(GateFaultPoints.all(), TenantFaultPoints.all())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void check(MigrationResult end) {
        if (back) {
            MovingFleet.checkBack(before, shared, dedicated);
        } else {
            MovingFleet.checkMoved(before, shared, dedicated);
        }
    }

    @Override
    public void close() {
        lab.close();
    }

    /** There and back, on H2. */
    static final class OnH2AndBack extends MoveScenario {
        OnH2AndBack() {
            super(DatabaseKind.H2, true);
        }
    }

    /** There and back, on PostgreSQL. */
    static final class OnPostgresAndBack extends MoveScenario {
        OnPostgresAndBack() {
            super(DatabaseKind.POSTGRESQL, true);
        }
    }
}
