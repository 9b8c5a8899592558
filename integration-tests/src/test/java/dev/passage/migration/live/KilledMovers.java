package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.crash.Story;
import dev.passage.migration.testkit.process.Acknowledgements;
import dev.passage.migration.testkit.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Processes that go on with the same moves one after the other, each killed in the middle but the last. */
final class KilledMovers {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(2);
    private static final Duration LONGEST_WATCH = Duration.ofSeconds(10);
    private static final int LEAST_MILLIS = 500;
    private static final int MORE_MILLIS_PER_MOVE = 200;

    private final List<KilledMove> moves;
    private final Path folder;
    private final Acknowledgements starts;
    private final Random chance;

    KilledMovers(List<KilledMove> moves, Path folder, Random chance) {
        this.moves = List.copyOf(moves);
        this.folder = folder;
        this.starts = new Acknowledgements(folder.resolve("starts"));
        this.chance = chance;
    }

    /** Kills so many processes some time after they got ready, and then so many at the moment in which writers wait. */
    void kill(int times, int inPause, KillFigures figures) {
        int mostMillis = LEAST_MILLIS + MORE_MILLIS_PER_MOVE * moves.size();
        for (int number = 0; number < times + inPause && !running().isEmpty(); number++) {
            long before = Story.starts(starts);
            try (ChildJvm child = start()) {
                assertThat(child.awaitThat(() -> Story.starts(starts) > before, LIMIT))
                        .as(child.output())
                        .isTrue();
                boolean ended = number < times
                        ? child.awaitEnd(Duration.ofMillis(chance.nextInt(mostMillis)))
                        : endsBeforePause(child);
                if (!ended) {
                    child.kill();
                    count(figures);
                }
            }
        }
    }

    private boolean endsBeforePause(ChildJvm child) {
        List<KilledMove> running = running();
        KilledMove watched = running.get(chance.nextInt(running.size()));
        long until = System.nanoTime() + LONGEST_WATCH.toNanos();
        while (!watched.isInPause() && !watched.hasEnded() && System.nanoTime() < until) {
            if (child.awaitEnd(GLANCE)) {
                return true;
            }
        }
        return false;
    }

    private void count(KillFigures figures) {
        List<KilledMove> running = running();
        long holding = 0;
        for (KilledMove move : running) {
            holding += move.isInPause() ? 1 : 0;
        }
        figures.killed(running.size(), holding);
    }

    /** Lets the last process finish what is left. */
    void finish() {
        if (!running().isEmpty()) {
            try (ChildJvm child = start()) {
                assertThat(child.awaitEnd(LIMIT)).as(child.output()).isTrue();
                assertThat(child.exitCode()).as(child.output()).isZero();
            }
        }
    }

    private List<KilledMove> running() {
        return moves.stream().filter(move -> !move.hasEnded()).toList();
    }

    private ChildJvm start() {
        List<String> arguments = new ArrayList<>();
        arguments.add(folder.resolve("starts").toString());
        moves.forEach(move -> arguments.addAll(move.arguments()));
        return ChildJvm.start(LiveMoveProcess.class, folder.resolve("output"), Map.of(), arguments);
    }
}
