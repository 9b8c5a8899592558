package dev.passage.migration.testkit.crash;

import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.process.ChildJvm;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A process of its own that runs a migration until it reaches a point, where it dies by {@code kill -9}. */
final class CrashChild {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private CrashChild() {}

    /** Lets a child die at each place, one after the other; returns how many really died there. */
    static long kill(CrashScenario scenario, List<CrashCase.Crash> crashes) throws IOException {
        Path output = Files.createTempFile("passage-child", ".txt");
        try {
            long killed = 0;
            for (CrashCase.Crash crash : crashes) {
                List<String> arguments = new ArrayList<>();
                arguments.add(scenario.getClass().getName());
                arguments.add(crash.point());
                arguments.add(Long.toString(crash.hit()));
                arguments.addAll(scenario.world());
                try (ChildJvm child = ChildJvm.start(CrashChild.class, output, Map.of(), arguments)) {
                    boolean ended = child.awaitEnd(LIMIT);
                    if (!ended || (child.exitCode() != 0 && child.exitCode() != FaultAction.KILLED)) {
                        throw new AssertionError("The child did not die at " + crash + ": " + child.output());
                    }
                    killed += child.exitCode() == FaultAction.KILLED ? 1 : 0;
                }
            }
            return killed;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Arguments: class of the scenario, point, hit, world. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = Arrays.asList(arguments);
        CrashCase.Crash crash = new CrashCase.Crash(all.get(1), Long.parseLong(all.get(2)));
        try (CrashScenario scenario = attach(all.get(0), all.subList(3, all.size()));
                CrashRun run = new CrashRun(
                        scenario,
                        List.of(crash),
                        (process, point) -> FaultAction.kill().happen(point))) {
            run.inOneProcess();
        }
    }

    private static CrashScenario attach(String type, List<String> world) {
        try {
            Constructor<? extends CrashScenario> constructor =
                    Class.forName(type).asSubclass(CrashScenario.class).getDeclaredConstructor(List.class);
            constructor.setAccessible(true);
            return constructor.newInstance(world);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The scenario " + type + " needs a constructor that takes its world(), a list of strings.", e);
        }
    }
}
