package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trigger of the target is named before the first write, and again when it has changed rows, which turns the move back (D7). */
@MigrationTest
final class TargetTriggerTest {

    @ParameterizedTest
    @EnumSource
    void isNamedByThePlanAndByTheVerification(DatabaseKind kind, MigrationLab lab) throws Exception {
        DataSource shared = lab.database(kind, "shared").dataSource();
        DataSource dedicated = lab.database(kind, "dedicated").dataSource();
        lab.closeAfterTest(shared.getConnection());
        lab.closeAfterTest(dedicated.getConnection());
        MovingFleet.createSchema(shared);
        MovingFleet.createSchema(dedicated);
        MovingFleet.fill(shared, 3, 5);
        MovingFleet.execute(dedicated, spoiling(kind));
        DatabaseImage before = MovingFleet.imageOf(shared);
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(MovingFleet.spec());
        MigrationResult result = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofMinutes(1));

        assertThat(plan.findings())
                .filteredOn(finding -> finding.code().equals("target.trigger"))
                .singleElement()
                .matches(finding -> !finding.isBlocking())
                .extracting(Finding::subject)
                .satisfies(subject -> assertThat(subject).containsIgnoringCase("\"vehicles\", trigger \"spoil\""));
        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(result.status().failure().orElseThrow().toString().toLowerCase(Locale.ROOT))
                .contains("differs in \"plate\"", "trigger \"spoil\" of the target");
        MovingFleet.checkBack(before, shared, dedicated);
    }

    private static String[] spoiling(DatabaseKind kind) {
        String trigger = "CREATE TRIGGER spoil BEFORE INSERT ON vehicles FOR EACH ROW ";
        return switch (kind) {
            case H2 -> new String[] {trigger + "CALL \"" + Spoil.class.getName() + "\""};
            case MARIADB -> new String[] {trigger + "SET NEW.plate = 'spoiled'"};
            case POSTGRESQL ->
                new String[] {
                    "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN NEW.plate := 'spoiled'; RETURN NEW; END $$",
                    trigger + "EXECUTE FUNCTION spoil()"
                };
        };
    }

    /** Made by H2. */
    public static final class Spoil implements Trigger {
        private static final int PLATE = 3;

        @Override
        public void fire(Connection connection, Object @Nullable [] before, Object[] row) {
            row[PLATE] = "spoiled";
        }
    }
}
