package dev.passage.migration.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A JVM with the class path of the test that can be killed, frozen and woken (T2). Its output goes to a file. Killed by its
 * process handle, so that what it wrote before its death is kept. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(5);

    /** Its classes are those of the test's own JVM, which has verified them: a third of what a start takes. */
    private static final List<String> SHORT_LIFE = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a child.
     *
     * @param main the class whose {@code main} it runs
     * @param output the file to which what it prints is added
     * @param properties its system properties
     * @param arguments the arguments of {@code main}
     * @return the child
     */
    public static ChildJvm start(Class<?> main, Path output, Map<String, String> properties, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIFE);
        command.addAll(List.of("-cp", classPath()));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(main.getName());
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            return new ChildJvm(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String modules = System.getProperty("jdk.module.path", "");
        return modules.isEmpty() ? path : path + System.getProperty("path.separator") + modules;
    }

    /**
     * Returns the process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /** Kills the child with {@code kill -9} and waits until it is gone; does nothing when it is. */
    public void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(Duration.ofSeconds(30));
    }

    /** Freezes the child with {@code SIGSTOP}, as a long pause of the machine does. */
    public void freeze() {
        signal("-STOP");
    }

    /** Wakes a frozen child with {@code SIGCONT}. */
    public void wake() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed.\n" + output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while signalling the child.", e);
        }
    }

    /**
     * Waits for the end of the child.
     *
     * @param limit how long to wait at the most
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the child.", e);
        }
    }

    /**
     * Waits until something holds or the child has ended.
     *
     * @param condition what is waited for
     * @param limit how long to wait at the most
     * @return whether it holds
     */
    public boolean awaitThat(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && !awaitEnd(GLANCE)) {
            if (condition.getAsBoolean()) {
                return true;
            }
        }
        return condition.getAsBoolean();
    }

    /**
     * Returns the exit code.
     *
     * @return the code, 137 after {@code kill -9}
     * @throws IllegalThreadStateException if it has not ended
     */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * Returns what this child and those before it printed to the same file.
     *
     * @return the text
     */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the child if it still runs. */
    @Override
    public void close() {
        kill();
    }
}
