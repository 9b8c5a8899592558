package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.GateReadingRouter;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that do not refer to each other are copied at the same time when asked, if the pools have the connections (D3). */
@MigrationTest
final class ParallelMoveTest {
    private static final String[] SCHEMA = {
        "CREATE TABLE customers (id VARCHAR(60) PRIMARY KEY)",
        "CREATE TABLE trips (customer_id VARCHAR(60) NOT NULL REFERENCES customers (id), id INT PRIMARY KEY)",
        "CREATE TABLE alarms (customer_id VARCHAR(60) NOT NULL REFERENCES customers (id), id INT PRIMARY KEY)",
        "CREATE TABLE stops (customer_id VARCHAR(60) NOT NULL REFERENCES customers (id), id INT PRIMARY KEY,"
                + " trip INT REFERENCES trips (id))"
    };

    private TestDatabase one =
            new TestDatabase(DatabaseKind.POSTGRESQL, "unopened", "jdbc:postgresql://localhost/none");
    private DataSource shared = one.dataSource();
    private DataSource dedicated = one.dataSource();

    @BeforeEach
    void fill(MigrationLab lab) throws SQLException {
        one = lab.database(DatabaseKind.POSTGRESQL, "shared");
        shared = one.dataSource();
        dedicated = lab.database(DatabaseKind.POSTGRESQL, "dedicated").dataSource();
        MovingFleet.execute(shared, SCHEMA);
        MovingFleet.execute(dedicated, SCHEMA);
        MovingFleet.execute(
                shared,
                "INSERT INTO customers VALUES ('acme'), ('other')",
                "INSERT INTO trips SELECT CASE WHEN g % 3 = 0 THEN 'other' ELSE 'acme' END, g FROM generate_series(1, 900) g",
                "INSERT INTO alarms SELECT customer_id, id FROM trips",
                "INSERT INTO stops SELECT customer_id, id, id FROM trips");
    }

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @Test
    void copiesTablesAtTheSameTimeAndParentsFirst(MigrationLab lab) throws Exception {
        DatabaseImage before = MovingFleet.imageOf(shared);
        CountDownLatch trips = new CountDownLatch(2);
        FaultPoint.inject(point -> {
            if (point.name().equals("copy.chunk.rows-sent") && hasCustomer()) {
                meet(trips);
            }
        });

        MigrationResult result = move(lab, 2);

        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        assertThat(trips.getCount()).isZero();
        assertThat(MovingFleet.imageOf(dedicated).rows("stops")).hasSize(600);
        assertThat(before.differencesTo(MovingFleet.imageOf(shared))).isEmpty();
    }

    @Test
    void copiesRangesOfATableAtTheSameTimeAndItsChildrenAfterAll(MigrationLab lab) throws Exception {
        CountDownLatch ranges = new CountDownLatch(2);
        FaultPoint.inject(point -> {
            if (point.name().equals("copy.chunk.rows-sent") && hasCustomer()) {
                meet(ranges);
            }
        });
        MigrationController controller = lab.controller(handler(shared).copyingInParallel(2, 2));
        // alarms go undivided, trips in two ranges of 300 rows, stops refer to trips
        MovingFleet.execute(shared, "DELETE FROM alarms WHERE id > 600");

        MigrationPlan plan = controller.plan(spec());
        MigrationResult result = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));

        assertThat(plan.render(PlanFormat.TEXT).replaceAll("\\s+", " "))
                .contains("in 2 ranges of the keys of \"trips\" at the same time")
                .doesNotContain("ranges of the keys of \"alarms\"");
        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        assertThat(ranges.getCount()).isZero();
        assertThat(MovingFleet.imageOf(dedicated).rows("trips")).hasSize(600);
        assertThat(MovingFleet.imageOf(dedicated).rows("alarms")).hasSize(400);
        assertThat(MovingFleet.imageOf(dedicated).rows("stops")).hasSize(600);
    }

    @Test
    void copiesRangesOfATableAtTheSameTimeInALiveMoveToo(MigrationLab lab) throws Exception {
        CountDownLatch ranges = new CountDownLatch(2);
        FaultPoint.inject(point -> {
            if (point.name().equals("copy.chunk.rows-sent") && hasCustomer()) {
                meet(ranges);
            }
        });
        MigrationController controller = lab.controller(handler(shared).copyingInParallel(2, 2));
        MovingFleet.execute(shared, "DELETE FROM alarms");

        MigrationPlan plan = controller.plan(MigrationSpec.of(move()));
        MigrationResult result = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));

        assertThat(plan.render(PlanFormat.TEXT).replaceAll("\\s+", " "))
                .contains("in 2 ranges of the keys of \"trips\" at the same time");
        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        assertThat(ranges.getCount()).isZero();
        assertThat(MovingFleet.imageOf(dedicated).rows("trips")).hasSize(600);
        assertThat(MovingFleet.imageOf(dedicated).rows("stops")).hasSize(600);
    }

    @Test
    void namesTheRowThatOneOfTheRangesIsRefused(MigrationLab lab) throws Exception {
        DatabaseImage before = MovingFleet.imageOf(shared);
        MovingFleet.execute(dedicated, "ALTER TABLE trips ADD CHECK (id <> 500)");
        MigrationController controller = lab.controller(handler(shared).copyingInParallel(3, 3));
        MigrationPlan plan = controller.plan(MigrationSpec.of(TenantMove.of("acme")
                .from("shared")
                .to("dedicated")
                .holdingWrites()
                .chunksOf(100)));

        MigrationResult result = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));

        assertThat(result.status().failure().toString()).contains("trips", "id = 500", "violates a constraint");
        MovingFleet.checkBack(before, shared, dedicated);
    }

    @Test
    void endsTheOtherTablesWhenOneIsRefusedAndTakesAllBack(MigrationLab lab) throws Exception {
        DatabaseImage before = MovingFleet.imageOf(shared);
        MovingFleet.execute(dedicated, "ALTER TABLE alarms ADD CHECK (id <> 500)");

        MigrationResult result = move(lab, 3);

        assertThat(result.state()).isNotEqualTo(MigrationState.COMPLETED);
        assertThat(result.status().failure().toString()).contains("alarms", "id = 500", "violates a constraint");
        MovingFleet.checkBack(before, shared, dedicated);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        TenantMoveHandler handler = handler(shared);

        assertThatThrownBy(() -> handler.copyingInParallel(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handler.copyingInParallel(65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handler.copyingInParallel(4, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handler.copyingInParallel(2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as many streams as ranges");
        assertThatThrownBy(() -> handler.holdingSnapshotsFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than zero");
    }

    @Test
    void refusesPoolWithTooFewConnectionsBeforeTheFirstWrite(MigrationLab lab) {
        HikariConfig small = new HikariConfig();
        small.setJdbcUrl(one.url());
        small.setMaximumPoolSize(3);
        small.setConnectionTimeout(500);
        try (HikariDataSource pool = new HikariDataSource(small)) {
            MigrationController controller = lab.controller(handler(pool).copyingInParallel(4));

            MigrationPlan plan = controller.plan(spec());

            assertThat(plan.findings())
                    .filteredOn(Finding::isBlocking)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.toString())
                            .contains("shared", "gave 3 connections", "wants 5", "Enlarge its pool"));
            assertThat(lab.controller(handler(pool)).plan(spec()).findings())
                    .filteredOn(Finding::isBlocking)
                    .isEmpty();
        }
    }

    private MigrationResult move(MigrationLab lab, int streams) throws InterruptedException {
        MigrationController controller =
                lab.controller(handler(shared).copyingInParallel(streams).holdingSnapshotsFor(Duration.ofNanos(1)));
        MigrationPlan plan = controller.plan(spec());
        return controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));
    }

    private TenantMoveHandler handler(DataSource source) {
        Endpoints endpoints = Endpoints.of(Map.of("shared", source, "dedicated", dedicated));
        return new TenantMoveHandler(endpoints, new GateReadingRouter(endpoints));
    }

    private static MigrationSpec spec() {
        return MigrationSpec.of(move().holdingWrites());
    }

    private static TenantMove move() {
        return TenantMove.of("acme").from("shared").to("dedicated").chunksOf(250);
    }

    private boolean hasCustomer() {
        return !MovingFleet.imageOf(dedicated).rows("customers").isEmpty();
    }

    /** Two streams wait here for each other; a third, which comes later, does not. */
    private static void meet(CountDownLatch streams) {
        streams.countDown();
        try {
            if (!streams.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("No second table was copied at the same time.");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
