package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.capture.TriggerFeed;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catchup.LastBrought;
import dev.passage.migration.catchup.ParkedConflict;
import dev.passage.migration.catchup.ParkedConflicts;
import dev.passage.migration.conflict.ImageCipher;
import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.SequenceCarrier;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.identity.MigrationId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The source of a move whose target cannot be reached: what is known there, and what can be done there. */
final class SourceAlone {
    private final Endpoint source;
    private final TenantMove move;
    private final MigrationId migration;

    SourceAlone(Endpoint source, TenantMove move, MigrationId migration) {
        this.source = source;
        this.move = move;
        this.migration = migration;
    }

    /** What the source does not have of what was written on the target, as far as it is known without the target. */
    String lost(Instant switchBegun) throws SQLException {
        Optional<Instant> brought = move.cutover().live() ? memory().broughtUntil() : Optional.empty();
        return "what was written on " + move.target() + " since "
                + brought.map(until -> until + "; everything that was written before has come back")
                        .orElse("the switch, which was begun at " + switchBegun)
                + ". Which rows these are is known only to " + move.target();
    }

    private LastBrought memory() throws SQLException {
        MoveLayout layout = layout();
        return new LastBrought(layout.source(), feed(layout).memory(), LiveFollowing.stamps(move));
    }

    /** What is parked there for a person. */
    List<ParkedConflict> conflicts(Optional<ImageCipher> cipher) throws SQLException {
        MoveLayout layout = layout();
        return new ParkedConflicts(layout.source(), feed(layout).parked(), cipher).all();
    }

    /** Rows were brought back with numbers that the source has never given out. */
    void raiseSequences(ChunkGuard guard) throws SQLException {
        MoveLayout layout = layout();
        Side side = layout.source();
        List<TableRoute> routes =
                layout.tenantTables().stream().map(layout::route).toList();
        SequenceCarrier.carry(side, side, guard, routes);
    }

    /** Removes triggers and logs of the source. */
    void disarm() throws SQLException {
        feed(layout()).disarm();
    }

    private ChangeFeed feed(MoveLayout layout) {
        List<ClassifiedTable> tables = layout.tenantTables();
        return new TriggerFeed(source, layout.source().catalog(), tables, move.tenant(), migration);
    }

    private MoveLayout layout() throws SQLException {
        return MoveLayout.read(source, source, move);
    }
}
