package dev.passage.migration.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under a collation that ignores case, rows may spell their tenant otherwise than its own row does (D8, D11). */
@MigrationTest
final class TenantSpellingTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void movesRowsThatReferToTheTenantInOtherLettersOnH2(MigrationLab lab) throws Exception {
        movesRowsThatReferToTheTenantInOtherLetters(DatabaseKind.H2, lab);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource(names = "H2", mode = EnumSource.Mode.EXCLUDE)
    void movesRowsThatReferToTheTenantInOtherLetters(DatabaseKind kind, MigrationLab lab) throws Exception {
        DataSource shared = side(lab, kind, "shared");
        DataSource dedicated = side(lab, kind, "dedicated");
        MovingFleet.execute(
                shared,
                "INSERT INTO account VALUES ('acme'), ('other')",
                "INSERT INTO invoice VALUES (1, 'ACME', 'old'), (2, 'acme', 'old'), (3, 'Other', 'old')");
        lab.faults()
                .at(TenantFaultPoints.CAUGHT_UP)
                .once(FaultAction.callback(() -> change(shared, "UPDATE invoice SET label = 'new'")));
        MigrationController controller = lab.closeAfterTest(
                MovingFleet.controller(lab.database(DatabaseKind.H2, "journal").dataSource(), shared, dedicated));

        complete(controller, moving("acme"));

        assertThat(invoices(dedicated)).containsExactly("1 ACME new", "2 acme new");
    }

    @Test
    void takesATenantForUnknownWhoseOwnRowIsSpeltOtherwise(MigrationLab lab) throws Exception {
        DataSource shared = side(lab, DatabaseKind.H2, "shared");
        DataSource dedicated = side(lab, DatabaseKind.H2, "dedicated");
        MovingFleet.execute(
                shared, "INSERT INTO account VALUES ('acme')", "INSERT INTO invoice VALUES (1, 'ACME', 'old')");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        MigrationPlan plan = controller.plan(spec("ACME"));

        assertThat(plan.blockingFindings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo("tenant.unknown"));
    }

    @Test
    void takesTablesThatAreDeclaredAsItTakesThoseThatItFinds(MigrationLab lab) throws Exception {
        DataSource shared = side(lab, DatabaseKind.H2, "shared");
        DataSource dedicated = side(lab, DatabaseKind.H2, "dedicated");
        MovingFleet.execute(
                shared,
                "INSERT INTO account VALUES ('acme')",
                "INSERT INTO invoice VALUES (1, 'ACME', 'old'), (2, 'acme', 'old')");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        complete(
                controller,
                moving("acme")
                        .table("ACCOUNT", TableClass.ROOT, "ID")
                        .table("INVOICE", TableClass.OWNED, "ACCOUNT_ID"));

        assertThat(invoices(dedicated)).containsExactly("1 ACME old", "2 acme old");
    }

    @Test
    void movesRowsThatReferByAKeyOfSeveralColumnsInOtherLetters(MigrationLab lab) throws Exception {
        DataSource shared = side(lab, DatabaseKind.H2, "shared");
        DataSource dedicated = side(lab, DatabaseKind.H2, "dedicated");
        for (DataSource side : List.of(shared, dedicated)) {
            MovingFleet.execute(
                    side,
                    "ALTER TABLE invoice ADD UNIQUE (account_id, id)",
                    "CREATE TABLE line (id INTEGER NOT NULL PRIMARY KEY, account_id VARCHAR_IGNORECASE(40) NOT NULL,"
                            + " invoice_id INTEGER NOT NULL,"
                            + " FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id))");
        }
        MovingFleet.execute(
                shared,
                "INSERT INTO account VALUES ('acme')",
                "INSERT INTO invoice VALUES (1, 'acme', 'old')",
                "INSERT INTO line VALUES (10, 'Acme', 1), (11, 'acme', 1)");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        complete(controller, moving("acme").root("ACCOUNT").tenantColumn("ACCOUNT_ID"));

        assertThat(read(dedicated, "SELECT id, account_id, invoice_id FROM line ORDER BY id"))
                .containsExactly("10 Acme 1", "11 acme 1");
    }

    @Test
    void refusesATargetThatCannotTellThatRowsInOtherLettersAreTheTenants(MigrationLab lab) throws Exception {
        DataSource shared = side(lab, DatabaseKind.H2, "shared");
        DataSource dedicated = lab.database(DatabaseKind.H2, "dedicated").dataSource();
        lab.closeAfterTest(dedicated.getConnection());
        MovingFleet.execute(
                dedicated,
                "CREATE TABLE account (id VARCHAR_IGNORECASE(40) NOT NULL PRIMARY KEY)",
                "CREATE TABLE invoice (id INTEGER NOT NULL PRIMARY KEY, account_id VARCHAR_IGNORECASE(40) NOT NULL,"
                        + " label VARCHAR(20))");
        MovingFleet.execute(
                shared,
                "INSERT INTO account VALUES ('acme'), ('quiet')",
                "INSERT INTO invoice VALUES (1, 'ACME', 'old'), (2, 'acme', 'old'), (3, 'quiet', 'old')");
        MigrationController controller = lab.controller(MovingFleet.handler(shared, dedicated));

        assertThat(controller.plan(spec("acme")).blockingFindings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("tenant.spelling");
                    assertThat(finding.toString()).contains("INVOICE", "1 row", "ACCOUNT_ID");
                });
        assertThat(controller.plan(spec("quiet")).blockingFindings()).isEmpty();
    }

    private static DataSource side(MigrationLab lab, DatabaseKind kind, String name) throws SQLException {
        DataSource side = lab.database(kind, name).dataSource();
        lab.closeAfterTest(side.getConnection());
        if (kind == DatabaseKind.POSTGRESQL) {
            change(
                    side,
                    "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        String text = switch (kind) {
            case POSTGRESQL -> "VARCHAR(40) COLLATE any_case";
            case H2 -> "VARCHAR_IGNORECASE(40)";
            case MARIADB -> "VARCHAR(40) COLLATE utf8mb4_general_ci";
        };
        MovingFleet.execute(
                side,
                "CREATE TABLE account (id " + text + " NOT NULL PRIMARY KEY)",
                "CREATE TABLE invoice (id INTEGER NOT NULL PRIMARY KEY, account_id " + text + " NOT NULL,"
                        + " label VARCHAR(20), FOREIGN KEY (account_id) REFERENCES account (id))");
        return side;
    }

    private static MigrationSpec spec(String tenant) {
        return MigrationSpec.of(moving(tenant));
    }

    private static TenantMove moving(String tenant) {
        return TenantMove.of(tenant).from("shared").to("dedicated");
    }

    private static void complete(MigrationController controller, TenantMove move) throws InterruptedException {
        MigrationPlan plan = controller.plan(MigrationSpec.of(move));
        MigrationResult result = controller
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(LIMIT);
        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
    }

    private static void change(DataSource side, String statement) {
        try {
            MovingFleet.execute(side, statement);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private static List<String> invoices(DataSource side) throws SQLException {
        return read(side, "SELECT id, account_id, label FROM invoice ORDER BY id");
    }

    private static List<String> read(DataSource side, String query) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
            return read;
        }
    }
}
