package dev.passage.migration.live;

import dev.passage.migration.crash.Story;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.history.Writers;
import dev.passage.migration.testkit.process.Acknowledgements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One move whose mover is killed, with its own databases, its writers, and what watches over it. */
final class KilledMove implements AutoCloseable {
    private static final int KEYS = 200;

    private final LiveFleet fleet;
    private final LiveMoveProcess.End end;
    private final DatabaseImage before;
    private final Path file;
    private final Acknowledgements words;
    private final GateWatch gates;
    private final Writers writers;

    private KilledMove(LiveFleet fleet, LiveMoveProcess.End end, int writers, Duration thought, long seed)
            throws SQLException {
        this.fleet = fleet;
        this.end = end;
        fleet.fill(20, 30);
        this.before = LiveFleet.imageOf(fleet.shared);
        try {
            this.file = Files.createTempFile(fleet.folder(), "words", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.words = new Acknowledgements(file);
        this.gates = new GateWatch(fleet);
        this.writers = Writers.start(fleet.store(thought), writers, KEYS, seed);
    }

    /** Begins to write; the move itself begins with the first process. */
    static KilledMove begin(DatabaseKind kind, LiveMoveProcess.End end, int writers, Duration thought, long seed)
            throws SQLException {
        return new KilledMove(new LiveFleet(kind, kind), end, writers, thought, seed);
    }

    /** The arguments of the process for this move. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        fleet.urls().forEach(url -> arguments.add(H2Server.reachable(url)));
        arguments.add(end.name());
        arguments.add(file.toString());
        return arguments;
    }

    boolean hasEnded() {
        return Story.hasEnded(words);
    }

    /** Whether its writers wait for a decision. */
    boolean isInPause() {
        for (Endpoint endpoint : fleet.endpoints.all()) {
            if (isInPause(endpoint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInPause(Endpoint endpoint) {
        try {
            Optional<GateState> state = new Gate(endpoint).read(LiveFleet.TENANT);
            return state.filter(gate -> gate.position() == Position.CLOSED)
                    .filter(gate -> !gate.closeId().isEmpty())
                    .isPresent();
        } catch (SQLException thereIsNoGateYet) {
            return false;
        }
    }

    /** Ends the writers and adds what this move shows. */
    void addTo(KillFigures figures) throws Exception {
        writers.stop();
        boolean back = end != LiveMoveProcess.End.THERE;
        String expected = back ? "ROLLED_BACK" : "COMPLETED";
        if (!Story.end(words).equals(expected)) {
            figures.wrong("ended " + Story.end(words) + " instead of " + expected);
        }
        writers.errors().forEach(error -> figures.wrong("a writer got " + error));
        figures.move(
                writers.acknowledged(),
                writers.latency(100),
                writers.violations(LiveFleet.written(back ? fleet.shared : fleet.dedicated)),
                gates.violations());
        figures.residue(LiveFleet.residue(before, fleet.shared));
        figures.residue(LiveFleet.residue(before, fleet.dedicated));
        figures.residue(fleet.changesOfBystander());
    }

    @Override
    public void close() {
        writers.close();
        gates.close();
        fleet.close();
    }
}
