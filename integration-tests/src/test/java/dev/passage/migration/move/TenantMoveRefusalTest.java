package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.crash.GateReadingRouter;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input of a move is named before the first write, and nothing has changed (P4, P5, H4). */
@MigrationTest
final class TenantMoveRefusalTest {
    private final DataSource unopened = TestDatabase.at("jdbc:h2:mem:unopened");
    private DataSource shared = unopened;
    private DataSource dedicated = unopened;

    @BeforeEach
    void fill(MigrationLab lab) throws SQLException {
        shared = lab.database(DatabaseKind.H2, "shared").dataSource();
        dedicated = lab.database(DatabaseKind.H2, "dedicated").dataSource();
        lab.closeAfterTest(shared.getConnection());
        lab.closeAfterTest(dedicated.getConnection());
        MovingFleet.createSchema(shared);
        MovingFleet.createSchema(dedicated);
        MovingFleet.fill(shared, 3, 5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            column.missing        | dedicated | ALTER TABLE gps_positions DROP COLUMN note                            | NOTE
            table.missing         | dedicated | DROP TABLE gps_positions                                              | GPS_POSITIONS
            column                | dedicated | ALTER TABLE customers ALTER COLUMN name SET DATA TYPE VARCHAR(5)      | NAME
            column                | dedicated | ALTER TABLE vehicles ALTER COLUMN plate SET DATA TYPE INTEGER         | PLATE
            column.not-filled     | dedicated | ALTER TABLE customers ADD COLUMN must INT NOT NULL                    | MUST
            tenant.rows-on-target | dedicated | INSERT INTO customers VALUES ('acme', 'old')                          | CUSTOMERS
            column.generated      | dedicated | ALTER TABLE vehicles DROP COLUMN plate; ALTER TABLE vehicles ADD plate VARCHAR(50) AS 'x' | PLATE
            table.no-key          | shared    | ALTER TABLE gps_positions DROP PRIMARY KEY                            | GPS_POSITIONS
            tenant.unknown        | shared    | UPDATE customers SET id = 'acme2' WHERE id = 'nobody'                 | nobody
            """)
    void namesWhatIsWrongAndChangesNothing(String code, String side, String sql, String named, MigrationLab lab)
            throws SQLException {
        MovingFleet.execute(side.equals("shared") ? shared : dedicated, sql);
        DatabaseImage sharedBefore = DatabaseImage.of(shared);
        DatabaseImage dedicatedBefore = DatabaseImage.of(dedicated);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        String tenant = code.equals("tenant.unknown") ? "nobody" : MovingFleet.TENANT;
        MigrationPlan plan = controller.plan(
                MigrationSpec.of(TenantMove.of(tenant).from("shared").to("dedicated")));

        assertThat(plan.findings()).anySatisfy(finding -> {
            assertThat(finding.isBlocking()).isTrue();
            assertThat(finding.code()).startsWith(code);
            assertThat(finding.toString()).contains(named);
        });
        assertThatThrownBy(() ->
                        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call")))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining(named);
        assertThat(sharedBefore.differencesTo(DatabaseImage.of(shared))).isEmpty();
        assertThat(dedicatedBefore.differencesTo(DatabaseImage.of(dedicated))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme'; DROP TABLE customers; --", "\\", "';", "\" OR \"1\"=\"1", "acme' OR '1'='1"})
    void takesAHostileTenantIdForNothingButAnId(String tenant, MigrationLab lab) {
        DatabaseImage before = DatabaseImage.of(shared);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(
                MigrationSpec.of(TenantMove.of(tenant).from("shared").to("dedicated")));

        assertThat(plan.findings())
                .filteredOn(Finding::isBlocking)
                .extracting(Finding::code)
                .contains("tenant.unknown");
        assertThat(before.differencesTo(DatabaseImage.of(shared))).isEmpty();
    }

    @Test
    void namesTheEndpointsThatThereAre(MigrationLab lab) {
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        assertThatThrownBy(() -> controller.plan(
                        MigrationSpec.of(TenantMove.of("acme").from("sharde").to("dedicated"))))
                .isInstanceOf(EndpointUnavailableException.class)
                .hasMessageContaining("sharde")
                .hasMessageContaining("dedicated, shared");
    }

    @Test
    void namesTheEndpointThatCannotBeReachedButNotItsPassword(MigrationLab lab) {
        DataSource down = TestDatabase.at("jdbc:postgresql://localhost:1/none?user=app&password=hunter2");
        Endpoints endpoints = Endpoints.of(Map.of("shared", shared, "dedicated", down));
        MigrationController controller = lab.closeAfterTest(MigrationEngine.builder()
                .journal(lab.journal())
                .register(new TenantMoveHandler(endpoints, new GateReadingRouter(endpoints)))
                .build());

        assertThatThrownBy(() -> controller.plan(
                        MigrationSpec.of(TenantMove.of("acme").from("shared").to("dedicated"))))
                .isInstanceOf(EndpointUnavailableException.class)
                .hasMessageContaining("dedicated")
                .hasMessageNotContaining("hunter2")
                .hasStackTraceContaining("dedicated")
                .satisfies(thrown -> assertThat(stackTrace(thrown)).doesNotContain("hunter2"));
    }

    @Test
    void aDryRunChangesNothingAnywhere(MigrationLab lab) {
        DatabaseImage sharedBefore = DatabaseImage.of(shared);
        DatabaseImage dedicatedBefore = DatabaseImage.of(dedicated);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));
        MigrationPlan plan = controller.plan(MovingFleet.spec());

        DryRunReport report = controller.dryRun(plan.id());

        assertThat(report.isSuccessful()).as(report.toString()).isTrue();
        assertThat(sharedBefore.differencesTo(DatabaseImage.of(shared))).isEmpty();
        assertThat(dedicatedBefore.differencesTo(DatabaseImage.of(dedicated))).isEmpty();
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
