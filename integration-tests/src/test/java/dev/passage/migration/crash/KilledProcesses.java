package dev.passage.migration.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.Faults;
import dev.passage.migration.testkit.process.Acknowledgements;
import dev.passage.migration.testkit.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Starts children one after the other, kills them, and lets the last one finish. */
public final class KilledProcesses {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Class<?> main;
    private final Path folder;
    private final List<String> arguments;
    private final Acknowledgements words;
    private int kills;

    /** Children of this main class; its arguments, to which the file of last words is added. */
    public KilledProcesses(Class<?> main, Path folder, List<String> arguments) {
        this.main = main;
        this.folder = folder;
        Path file = folder.resolve("words");
        this.words = new Acknowledgements(file);
        this.arguments = new ArrayList<>(arguments);
        this.arguments.add(file.toString());
    }

    /** What the children said. */
    public Acknowledgements words() {
        return words;
    }

    /** How many children were killed while they had not ended. */
    public int kills() {
        return kills;
    }

    /** Kills that many children, each some random time after it got ready; stops early when the story has ended. */
    public KilledProcesses killAtRandom(int times, Random chance, int mostMillis) {
        for (int number = 0; number < times && !Story.hasEnded(words); number++) {
            long starts = Story.starts(words);
            try (ChildJvm child = start(Map.of())) {
                boolean ready = child.awaitThat(() -> Story.starts(words) > starts, LIMIT);
                assertThat(ready).as(child.output()).isTrue();
                if (!child.awaitEnd(Duration.ofMillis(chance.nextInt(mostMillis)))) {
                    child.kill();
                    kills++;
                }
            }
        }
        return this;
    }

    /** Lets a child halt at a fault point, if it reaches it. */
    public KilledProcesses haltAt(String point, long hit) {
        try (ChildJvm child = start(Map.of(Faults.HALT_PROPERTY, point + "@" + hit))) {
            assertThat(child.awaitEnd(LIMIT)).as(child.output()).isTrue();
            if (child.exitCode() == FaultAction.HALTED) {
                kills++;
            } else {
                assertThat(child.exitCode()).as(child.output()).isZero();
            }
        }
        return this;
    }

    /** Lets the last child finish, and returns how the migration ended. */
    public String finish() {
        if (!Story.hasEnded(words)) {
            try (ChildJvm child = start(Map.of())) {
                assertThat(child.awaitEnd(LIMIT)).as(child.output()).isTrue();
                assertThat(child.exitCode()).as(child.output()).isZero();
            }
        }
        return Story.end(words);
    }

    private ChildJvm start(Map<String, String> properties) {
        return ChildJvm.start(main, folder.resolve("output"), properties, arguments);
    }
}
