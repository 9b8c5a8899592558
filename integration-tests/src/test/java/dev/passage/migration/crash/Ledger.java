package dev.passage.migration.crash;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A handler whose every step adds one to an account in another database, exactly once: the marker of the step commits with its
 * effect (class B of ALGORITHMS 2.3), behind a fence.
 */
final class Ledger implements Handler<Ledger.Deposit> {

    /** A step is about to write. */
    static final FaultPoint BEFORE_WRITE = FaultPoint.named("ledger.before-write");
    /** A step has committed. */
    static final FaultPoint COMMITTED = FaultPoint.named("ledger.committed");

    private final Endpoint endpoint;
    private final Fence fence;

    Ledger(DataSource source) {
        this.endpoint = Endpoints.of(Map.of("ledger", source)).get(EndpointName.of("ledger"));
        this.fence = new Fence(endpoint);
    }

    /** What is asked for: that many deposits. */
    record Deposit(int times) {}

    static void create(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (balance BIGINT NOT NULL)");
            statement.execute("CREATE TABLE marker (step VARCHAR(200) PRIMARY KEY)");
            statement.execute("INSERT INTO account VALUES (0)");
        }
        GateTables.createMissing(Endpoints.of(Map.of("ledger", source)).get(EndpointName.of("ledger")));
    }

    @Override
    public HandlerId id() {
        return HandlerId.of("ledger", 1);
    }

    @Override
    public Class<Deposit> settingsType() {
        return Deposit.class;
    }

    @Override
    public List<Participant> participants(Deposit settings) {
        return List.of(fence);
    }

    @Override
    public void plan(Deposit settings, Assessment facts, PlanBuilder plan) {
        plan.title("Deposit " + settings.times() + " times").scope("ledger");
        for (int number = 1; number <= settings.times(); number++) {
            String marker = "deposit-" + number;
            plan.step(marker, StepKind.MIGRATION)
                    .after(number == 1 ? new String[0] : new String[] {"deposit-" + (number - 1)})
                    .effect(Effect.MARKED)
                    .run(context -> write(context, marker, "INSERT INTO marker VALUES (?)", 1))
                    .rollback(
                            "withdraw-" + number,
                            context -> write(context, marker, "DELETE FROM marker WHERE step = ?", -1));
        }
    }

    private void write(StepContext context, String name, String markerStatement, int amount) throws SQLException {
        BEFORE_WRITE.reached();
        endpoint.inTransaction(connection -> {
            fence.check(connection, context.migration(), context.token());
            if (amount > 0 && isMarked(connection, name)) {
                return false;
            }
            try (PreparedStatement marker = connection.prepareStatement(markerStatement);
                    PreparedStatement account =
                            connection.prepareStatement("UPDATE account SET balance = balance + ?")) {
                marker.setString(1, name);
                if (marker.executeUpdate() == 1) {
                    account.setInt(1, amount);
                    account.executeUpdate();
                }
            }
            return true;
        });
        COMMITTED.reached();
    }

    private static boolean isMarked(Connection connection, String key) throws SQLException {
        try (PreparedStatement marker = connection.prepareStatement("SELECT step FROM marker WHERE step = ?")) {
            marker.setString(1, key);
            return marker.executeQuery().next();
        }
    }
}
