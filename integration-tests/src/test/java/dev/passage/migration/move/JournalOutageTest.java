package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.logs.CapturedLogs;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.connection.FaultyDataSource;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A move needs its journal: without it nothing begins, and what has begun stands still until it is back (X1, X9, O4). */
@MigrationTest
final class JournalOutageTest {
    private static final int REFUSED_BEFORE_IT_IS_BACK = 30;

    private DataSource shared = TestDatabase.at("jdbc:h2:mem:unopened");
    private DataSource dedicated = shared;
    private DataSource control = shared;

    @BeforeEach
    void fill(MigrationLab lab) throws SQLException {
        shared = lab.database(DatabaseKind.H2, "shared").dataSource();
        dedicated = lab.database(DatabaseKind.H2, "dedicated").dataSource();
        control = lab.database(DatabaseKind.POSTGRESQL, "control").dataSource();
        lab.closeAfterTest(shared.getConnection());
        lab.closeAfterTest(dedicated.getConnection());
        MovingFleet.createSchema(shared);
        MovingFleet.createSchema(dedicated);
        MovingFleet.fill(shared, 3, 50);
    }

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @Test
    void nothingBeginsWithoutAJournal(MigrationLab lab) {
        DatabaseImage before = DatabaseImage.of(shared);
        lab.journal(JdbcJournal.on(TestDatabase.at("jdbc:postgresql://localhost:1/none?user=app")));

        assertThatThrownBy(() -> lab.controller(MovingFleet.handler(shared, dedicated)))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(JournalException.Reason.UNREACHABLE));

        assertThat(before.differencesTo(DatabaseImage.of(shared))).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "BROKEN_CHAIN, UPDATE \"passage_record\" SET \"body\" = '{}' WHERE \"sequence\" = 1",
        "BROKEN_CHAIN, DELETE FROM \"passage_record\"",
        "SCHEMA_VERSION, UPDATE \"passage_schema\" SET \"version\" = 7"
    })
    void nothingBeginsOnAJournalThatCannotBeTrusted(JournalException.Reason reason, String tampering, MigrationLab lab)
            throws SQLException {
        lab.journal(JdbcJournal.on(control).creatingSchema());
        MigrationPlan plan =
                lab.controller(MovingFleet.handler(shared, dedicated)).plan(MovingFleet.spec());
        DatabaseImage before = DatabaseImage.of(shared);
        DatabaseImage targetBefore = DatabaseImage.of(dedicated);

        MovingFleet.execute(control, tampering);
        lab.journal(JdbcJournal.on(control));

        assertThatThrownBy(() -> lab.controller(MovingFleet.handler(shared, dedicated))
                        .execute(plan.id(), Approval.of(plan.digest()).by("on-call")))
                .isInstanceOfSatisfying(JournalException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.remedy()).isNotBlank();
                });
        assertThat(before.differencesTo(DatabaseImage.of(shared))).isEmpty();
        assertThat(targetBefore.differencesTo(DatabaseImage.of(dedicated))).isEmpty();
    }

    @Test
    void aMoveStandsStillWhileItsJournalIsAwayAndGoesOnWhenItIsBack(MigrationLab lab) throws Exception {
        Outage outage = new Outage(control);
        lab.journal(JdbcJournal.on(outage.dataSource()).creatingSchema());
        DatabaseImage before = MovingFleet.imageOf(shared);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));
        MigrationPlan plan = controller.plan(MovingFleet.spec());
        FaultPoint.inject(reached -> {
            if (reached.name().equals("tenant.copied")) {
                FaultPoint.inject(null);
                outage.begin();
            }
        });

        try (CapturedLogs.Listening logs = CapturedLogs.listen()) {
            controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
            outage.awaitEnd();

            assertThat(lab.await(controller, plan.id()).state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(logs.entries())
                    .anyMatch(entry -> entry.contains("The journal cannot be reached"))
                    .anyMatch(entry -> entry.contains("The journal is back"));
        }
        MovingFleet.checkMoved(before, shared, dedicated);
    }

    /** A control database that goes away with every connection and comes back after some have been refused. */
    private static final class Outage {
        private final DataSource real;
        private final AtomicReference<FaultyDataSource> present;
        private final AtomicInteger left = new AtomicInteger();
        private final CountDownLatch over = new CountDownLatch(1);

        Outage(DataSource real) {
            this.real = real;
            this.present = new AtomicReference<>(new FaultyDataSource(real));
        }

        private FaultyDataSource faulty() {
            return Objects.requireNonNull(present.get());
        }

        void begin() {
            left.set(REFUSED_BEFORE_IT_IS_BACK);
            faulty().kill();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        }

        DataSource dataSource() {
            return (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> {
                        if (left.get() > 0 && left.decrementAndGet() == 0) {
                            present.set(new FaultyDataSource(real));
                            over.countDown();
                        }
                        try {
                            return method.invoke(faulty(), arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        }
    }
}
