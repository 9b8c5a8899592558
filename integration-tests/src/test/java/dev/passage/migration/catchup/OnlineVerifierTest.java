package dev.passage.migration.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Classification;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.copy.TenantFilter;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A comparison of many rows while some of them change (D7, D8). */
@MigrationTest
final class OnlineVerifierTest {
    private static final String TENANT = "acme";
    private static final int ROWS = 45_000;
    private static final int SOME = 1_000;

    /** More than is compared before what waits is brought, and less than there is. */
    private static final int MANY = 40_000;

    private static final String ROW = "SELECT label FROM vehicle WHERE id = 1";

    @Test
    void bringsWhatChangesLongBeforeTheComparisonEnds(MigrationLab lab) throws Exception {
        DataSource shared = lab.database(DatabaseKind.H2, "shared").dataSource();
        Side owner = side(lab, "shared", shared);
        Side other = side(
                lab, "dedicated", lab.database(DatabaseKind.H2, "dedicated").dataSource());
        Classification classes = Classification.of(owner.catalog(), Optional.of("TENANT"), Optional.empty(), List.of());
        Endpoint endpoint = Endpoints.of(Map.of("shared", shared)).get(EndpointName.of("shared"));
        GateTables.createMissing(endpoint);
        TriggerFeed feed = new TriggerFeed(endpoint, owner.catalog(), classes.moving(), TENANT, MigrationId.of("m-1"));
        feed.arm();
        AtomicLong compared = new AtomicLong();
        AtomicReference<String> broughtMeanwhile = new AtomicReference<>("");
        CopyObserver observer = new CopyObserver() {
            @Override
            public void written(String table, long rows) {
                long before = compared.getAndAdd(rows);
                if (before < SOME && compared.get() >= SOME) {
                    change(owner);
                } else if (before < MANY && compared.get() >= MANY) {
                    broughtMeanwhile.set(label(other));
                }
            }
        };

        try (ChangeApplier applier = ChangeApplier.open(
                feed, owner, other, connection -> {}, () -> {}, followed(classes, owner, other), Optional.empty())) {
            OnlineVerifier.Comparison comparison =
                    new OnlineVerifier(applier, observer, false).compare().orElseThrow();

            assertThat(comparison.rows()).isEqualTo(ROWS + 1);
            assertThat(comparison.differences()).isEmpty();
        }
        assertThat(broughtMeanwhile).hasValue("changed");
        assertThat(feed.state().entries()).isZero();
    }

    private static List<FollowedTable> followed(Classification classes, Side owner, Side other) {
        return classes.moving().stream()
                .map(table -> {
                    RowFilter onOwner = TenantFilter.of(
                            owner.catalog(), table.name(), table.path().orElseThrow(), TENANT);
                    RowFilter onOther = TenantFilter.of(
                            other.catalog(), table.name(), table.path().orElseThrow(), TENANT);
                    TableRoute route = TableRoute.of(owner.catalog(), table, other.catalog(), List.of());
                    return new FollowedTable(route, onOwner, onOther, onOther);
                })
                .toList();
    }

    private static Side side(MigrationLab lab, String name, DataSource database) throws SQLException {
        Connection first = lab.closeAfterTest(database.getConnection());
        try (Statement statement = first.createStatement()) {
            statement.execute("CREATE TABLE tenant (id VARCHAR(40) NOT NULL PRIMARY KEY)");
            statement.execute("CREATE TABLE vehicle (id INTEGER NOT NULL PRIMARY KEY, tenant_id VARCHAR(40) NOT NULL,"
                    + " label VARCHAR(20), FOREIGN KEY (tenant_id) REFERENCES tenant (id))");
            statement.execute("INSERT INTO tenant VALUES ('" + TENANT + "')");
            statement.execute(
                    "INSERT INTO vehicle SELECT x, '" + TENANT + "', 'same' FROM SYSTEM_RANGE(1, " + ROWS + ")");
        }
        return new Side(name, Catalog.read(first), database::getConnection);
    }

    private static void change(Side side) {
        try (Connection connection = side.connections().open();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE vehicle SET label = 'changed' WHERE id = 1");
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private static String label(Side side) {
        try (Connection connection = side.connections().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROW)) {
            row.next();
            return row.getString(1);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
