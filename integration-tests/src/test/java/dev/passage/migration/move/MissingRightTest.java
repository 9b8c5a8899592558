package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mover with exactly the rights of the documentation moves a tenant; each right taken away is named before the first write (P4). */
@MigrationTest
final class MissingRightTest {
    private static final String GRANT_ALL =
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mover";

    private DataSource sharedAdmin = TestDatabase.at("jdbc:h2:mem:unopened");
    private DataSource dedicatedAdmin = sharedAdmin;
    private DataSource shared = sharedAdmin;
    private DataSource dedicated = sharedAdmin;

    @BeforeEach
    void fill(MigrationLab lab) throws SQLException {
        TestDatabase one = lab.database(DatabaseKind.POSTGRESQL, "shared");
        TestDatabase other = lab.database(DatabaseKind.POSTGRESQL, "dedicated");
        sharedAdmin = one.dataSource();
        dedicatedAdmin = other.dataSource();
        MovingFleet.createSchema(sharedAdmin);
        MovingFleet.createSchema(dedicatedAdmin);
        MovingFleet.fill(sharedAdmin, 2, 3);
        MovingFleet.execute(
                sharedAdmin,
                "DO $$ BEGIN CREATE ROLE mover LOGIN PASSWORD 'mover'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        for (DataSource side : List.of(sharedAdmin, dedicatedAdmin)) {
            MovingFleet.execute(
                    side,
                    GRANT_ALL,
                    "GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO mover",
                    "GRANT USAGE, CREATE ON SCHEMA public TO mover");
        }
        shared = TestDatabase.at(asMover(one.url()));
        dedicated = TestDatabase.at(asMover(other.url()));
    }

    @AfterEach
    void dropWhatTheMoverOwns() throws SQLException {
        MovingFleet.execute(sharedAdmin, "DROP OWNED BY mover");
        MovingFleet.execute(dedicatedAdmin, "DROP OWNED BY mover");
    }

    private static String asMover(String url) {
        return url.replaceAll("user=[^&]*", "user=mover").replaceAll("password=[^&]*", "password=mover");
    }

    @Test
    void movesWithTheRightsOfTheDocumentation(MigrationLab lab) throws InterruptedException {
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(MovingFleet.spec());
        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        MigrationResult result = lab.await(controller, plan.id());

        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({
        "shared, SELECT",
        "shared, INSERT",
        "shared, UPDATE",
        "shared, DELETE",
        "dedicated, SELECT",
        "dedicated, INSERT",
        "dedicated, UPDATE",
        "dedicated, DELETE"
    })
    void namesEachRightThatIsMissing(String side, String right, MigrationLab lab) throws SQLException {
        DataSource admin = side.equals("shared") ? sharedAdmin : dedicatedAdmin;
        MovingFleet.execute(admin, "REVOKE " + right + " ON gps_positions FROM mover");
        DatabaseImage sharedBefore = DatabaseImage.of(sharedAdmin);
        DatabaseImage dedicatedBefore = DatabaseImage.of(dedicatedAdmin);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(MovingFleet.spec());

        assertThatThrownBy(() ->
                        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call")))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining(right)
                .hasMessageContaining("gps_positions")
                .hasMessageContaining(side);
        assertThat(sharedBefore.differencesTo(DatabaseImage.of(sharedAdmin))).isEmpty();
        assertThat(dedicatedBefore.differencesTo(DatabaseImage.of(dedicatedAdmin)))
                .isEmpty();
    }

    @Test
    void namesTheMissingRightToRaiseASequence(MigrationLab lab) throws SQLException {
        MovingFleet.execute(dedicatedAdmin, "REVOKE UPDATE ON ALL SEQUENCES IN SCHEMA public FROM mover");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(MovingFleet.spec());

        assertThatThrownBy(() ->
                        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call")))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("UPDATE")
                .hasMessageContaining("vehicles_id_seq")
                .hasMessageContaining("dedicated");
    }

    @ParameterizedTest
    @CsvSource({"shared", "dedicated"})
    void namesTheMissingRightToCreateTables(String side, MigrationLab lab) throws SQLException {
        DataSource admin = side.equals("shared") ? sharedAdmin : dedicatedAdmin;
        MovingFleet.execute(
                admin, "REVOKE CREATE ON SCHEMA public FROM mover", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(MovingFleet.spec());

        assertThatThrownBy(() ->
                        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call")))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("CREATE")
                .hasMessageContaining(side);
    }
}
