package dev.passage.migration.tenant;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import java.sql.SQLException;

/** One of the two databases of a move: its fence, and the closing of its gate that is prolonged while the mover lives. */
final class MoveParticipant implements Participant {
    private final Endpoint endpoint;
    private final Fence fence;
    private final TenantMove move;
    private final boolean canBeLost;

    MoveParticipant(Endpoint endpoint, TenantMove move, boolean canBeLost) {
        this.endpoint = endpoint;
        this.fence = new Fence(endpoint);
        this.move = move;
        this.canBeLost = canBeLost;
    }

    @Override
    public String name() {
        return fence.name();
    }

    @Override
    public boolean canBeLost() {
        return canBeLost;
    }

    @Override
    public void raise(MigrationId migration, FencingToken token) throws SQLException {
        fence.raise(migration, token);
    }

    @Override
    public void heartbeat(MigrationId migration, FencingToken token) throws SQLException {
        new WriteHold(endpoint, move, migration).prolong(connection -> fence.check(connection, migration, token));
    }

    @Override
    public void retire(MigrationId migration) throws SQLException {
        fence.retire(migration);
    }
}
