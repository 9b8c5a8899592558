package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.logs.CapturedLogs;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither passwords nor values of rows are in anything that Passage writes or says, also when a driver echoes them (H4). */
@MigrationTest
final class SecretTest {
    private static final String PASSWORD = "canary-of-a-password";
    private static final String VALUE = "canary-of-a-row";

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void areInNothingThatAFailedMoveLeavesBehind(DatabaseKind kind, MigrationLab lab) throws Exception {
        List<String> said = new ArrayList<>();
        DataSource shared = filled(lab, kind, "shared");
        DataSource dedicated = withPassword(lab.database(kind, "dedicated"));
        lab.closeAfterTest(dedicated.getConnection());
        MovingFleet.createSchema(dedicated);
        MovingFleet.fill(shared, 2, 3);
        MovingFleet.execute(shared, "UPDATE vehicles SET plate = '" + VALUE + "' WHERE id = 1001");
        // A rule that the catalog does not show as a difference of columns: it fails when the row arrives.
        MovingFleet.execute(dedicated, "ALTER TABLE vehicles ADD CHECK (plate <> '" + VALUE + "')");
        DataSource control = withPassword(lab.database(DatabaseKind.POSTGRESQL, "control"));
        Journal journal = JdbcJournal.on(control).creatingSchema();
        lab.journal(journal);
        List<MigrationEvent> events = Collections.synchronizedList(new ArrayList<>());

        try (CapturedLogs.Listening logs = CapturedLogs.listen()) {
            MigrationController controller = lab.closeAfterTest(lab.engine()
                    .register(MovingFleet.handler(shared, dedicated))
                    .listener(events::add)
                    .build());
            MigrationPlan plan = controller.plan(MovingFleet.spec());
            for (PlanFormat format : PlanFormat.values()) {
                said.add(plan.render(format));
            }
            DryRunReport rehearsal = controller.dryRun(plan.id());
            controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
            MigrationResult result = lab.await(controller, plan.id());

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            said.add(rehearsal.toString());
            said.add(result.toString());
            said.add(controller.report(plan.id()));
            said.add(journal.read(plan.id(), 0).toString());
            said.add(journal.heads(10).toString());
            said.add(events.toString());
            logs.entries().forEach(said::add);
        }

        assertThat(said).anyMatch(text -> text.contains("SQLSTATE 23")).anyMatch(text -> text.contains("Taken up"));
        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(VALUE, PASSWORD));
    }

    @Test
    void areInNothingThatAnUnreachableDatabaseLeavesBehind(MigrationLab lab) throws SQLException {
        DataSource shared = filled(lab, DatabaseKind.POSTGRESQL, "shared");
        DataSource down = TestDatabase.at("jdbc:postgresql://localhost:1/none?user=app&password=" + PASSWORD);
        List<String> said = new ArrayList<>();

        try (CapturedLogs.Listening logs = CapturedLogs.listen()) {
            for (List<DataSource> sides : List.of(List.of(shared, down), List.of(down, shared))) {
                MigrationController controller = lab.controller(MovingFleet.handler(sides.get(0), sides.get(1)));
                try {
                    controller.plan(MovingFleet.spec());
                } catch (RuntimeException refused) {
                    said.add(TenantMoveRefusalTest.stackTrace(refused));
                }
            }
            assertThat(said).hasSize(2);
            logs.entries().forEach(said::add);
        }

        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(PASSWORD));
    }

    private static DataSource filled(MigrationLab lab, DatabaseKind kind, String name) throws SQLException {
        DataSource side = withPassword(lab.database(kind, name));
        lab.closeAfterTest(side.getConnection());
        MovingFleet.createSchema(side);
        return side;
    }

    /** The embedded server trusts whoever comes from this machine, with any password; a file of H2 has none. */
    private static DataSource withPassword(TestDatabase database) {
        return TestDatabase.at(database.url().replaceAll("password=[^&]*", "password=" + PASSWORD));
    }
}
