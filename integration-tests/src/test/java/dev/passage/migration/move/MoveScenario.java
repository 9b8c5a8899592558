package dev.passage.migration.move;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.FaultPoints;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The move of a tenant for the crash matrix, with all databases of one kind. */
abstract class MoveScenario implements CrashScenario {
    private static final String WRITTEN_THERE = "UPDATE vehicles SET plate = 'NEW' WHERE id = 1001";

    private final boolean back;
    private final MigrationLab lab = MigrationLab.open();
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<String> world;
    private final DataSource journal;
    private final DataSource shared;
    private final DataSource dedicated;
    private final DatabaseImage before;
    private final DatabaseImage after;

    MoveScenario(DatabaseKind kind, boolean back) {
        this.back = back;
        List<TestDatabase> databases = Stream.of("journal", "shared", "dedicated")
                .map(name -> lab.database(kind, name))
                .toList();
        world = databases.stream().map(TestDatabase::url).toList();
        journal = connections(databases.get(0));
        shared = connections(databases.get(1));
        dedicated = connections(databases.get(2));
        try {
            for (DataSource source : List.of(journal, shared, dedicated)) {
                lab.closeAfterTest(source.getConnection());
            }
            MovingFleet.createSchema(shared);
            MovingFleet.createSchema(dedicated);
            MovingFleet.execute(dedicated, "DROP TABLE gps_positions");
            MovingFleet.fill(shared, 3, 80);
            before = MovingFleet.imageOf(shared);
            MovingFleet.execute(shared, WRITTEN_THERE);
            after = MovingFleet.imageOf(shared);
            MovingFleet.execute(shared, "UPDATE vehicles SET plate = 'P-1' WHERE id = 1001");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a connection costs much, there is a pool, as at a host's. */
    private DataSource connections(TestDatabase database) {
        if (database.kind() != DatabaseKind.POSTGRESQL) {
            return database.dataSource();
        }
        HikariDataSource pool = HostPool.over(database.dataSource());
        lab.closeAfterTest(pool);
        pools.add(pool);
        return pool;
    }

    /** A child's view of a world that exists. */
    MoveScenario(boolean back, List<String> world) {
        this.back = back;
        this.world = world;
        journal = HostPool.over(TestDatabase.at(world.get(0)));
        shared = HostPool.over(TestDatabase.at(world.get(1)));
        dedicated = HostPool.over(TestDatabase.at(world.get(2)));
        before = MovingFleet.imageOf(shared);
        after = before;
    }

    DataSource dedicated() {
        return dedicated;
    }

    TenantMoveHandler handler(CrashProcess process) {
        return MovingFleet.handler(process.connect(shared), process.connect(dedicated));
    }

    DatabaseImage before() {
        return before;
    }

    DatabaseImage expectedBack() {
        return after;
    }

    @Override
    public List<String> world() {
        return world;
    }

    @Override
    public void beforeRollback(CrashProcess process) throws SQLException {
        MovingFleet.execute(dedicated, WRITTEN_THERE);
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        return List.of(handler(process));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        pools.forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections()); // a new process has a new pool
        return Optional.of(JdbcJournal.on(process.connect(journal)).creatingSchema());
    }

    @Override
    public MigrationSpec spec() {
        return MovingFleet.specCreatingTables();
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return FaultPoints.ofTenantMove();
    }

    @Override
    public void check(MigrationResult end) {
        if (back) {
            MovingFleet.checkBack(expectedBack(), shared, dedicated);
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

        OnPostgresAndBack(List<String> world) {
            super(true, world);
        }
    }

    /** There, by three streams that share the positions out among them. */
    static final class OnPostgresInRanges extends MoveScenario {
        OnPostgresInRanges() {
            super(DatabaseKind.POSTGRESQL, false);
        }

        OnPostgresInRanges(List<String> world) {
            super(false, world);
        }

        @Override
        TenantMoveHandler handler(CrashProcess process) {
            return super.handler(process).copyingInParallel(3, 3);
        }

        @Override
        public MigrationSpec spec() {
            return MovingFleet.specInChunksOf(40);
        }
    }

    /** A target that changes what it is given: found by the verification, and undone before anything is decided. */
    static final class OnSpoiledPostgres extends MoveScenario {
        OnSpoiledPostgres() {
            super(DatabaseKind.POSTGRESQL, true);
            try {
                MovingFleet.execute(
                        dedicated(),
                        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN NEW.plate := 'spoiled'; RETURN NEW; END $$",
                        "CREATE TRIGGER spoil BEFORE INSERT ON vehicles FOR EACH ROW EXECUTE FUNCTION spoil()");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        OnSpoiledPostgres(List<String> world) {
            super(true, world);
        }

        @Override
        DatabaseImage expectedBack() {
            return before();
        }
    }
}
