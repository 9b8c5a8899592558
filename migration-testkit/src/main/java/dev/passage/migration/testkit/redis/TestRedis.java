package dev.passage.migration.testkit.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server of a test's own, on a port of the loopback interface: a process that starts in a tenth of a second and ends with the
 * test, or with the JVM (S1). What it has acknowledged is on the disk, so that {@link #kill()} and {@link #start()} lose nothing.
 *
 * <p>The executable comes from an artifact on the class path, see {@link RedisRelease}. Not safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestRedis implements AutoCloseable {
    private static final String READY = "Ready to accept connections";

    private final RedisRelease release;
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private final Thread atExit = new Thread(this::end, "test-redis-exit");
    private @Nullable Process process;

    private TestRedis(RedisRelease release, Path directory, int port, List<String> settings) {
        this.release = release;
        this.directory = directory;
        this.port = port;
        this.settings = settings;
    }

    /**
     * Starts a server.
     *
     * @param release which one
     * @param settings pairs of setting and value, for example {@code "maxmemory", "2mb"}
     * @return the server, which answers
     * @throws IllegalStateException if the artifact is not on the class path, or the server does not start
     */
    public static TestRedis started(RedisRelease release, String... settings) {
        try {
            Path directory = Files.createTempDirectory("test-redis");
            TestRedis redis = new TestRedis(release, directory, freePort(), List.of(settings));
            redis.unpack();
            Runtime.getRuntime().addShutdownHook(redis.atExit);
            redis.start();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns where the server listens.
     *
     * @return the port on the loopback interface
     */
    public int port() {
        return port;
    }

    /** Starts the server again after {@link #kill()}, with what it had stored; returns when it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                executable().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always"));
        for (int place = 0; place < settings.size(); place += 2) {
            command.add("--" + settings.get(place));
            command.add(settings.get(place + 1));
        }
        try {
            Process started = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process = started;
            BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
            awaitReady(output);
            Thread drain = new Thread(() -> output.lines().forEach(line -> {}), "test-redis-" + port);
            drain.setDaemon(true);
            drain.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server at once, as {@code kill -9} does; returns when it is gone. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.toHandle().destroyForcibly();
            running.onExit().join();
            process = null;
        }
    }

    /** Ends the server and deletes its files. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains(READY)) {
                return;
            }
        }
        throw new IllegalStateException("Redis for tests did not start. It said: " + said);
    }

    private void unpack() throws IOException {
        try (InputStream packed = TestRedis.class.getResourceAsStream("/" + release.executable())) {
            if (packed == null) {
                throw new IllegalStateException(
                        "Redis for tests is not on the class path. Add " + release.artifact() + " with scope test.");
            }
            Files.copy(packed, executable());
        }
        if (!executable().toFile().setExecutable(true)) {
            throw new IllegalStateException("Redis for tests cannot be made executable in " + directory + ".");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Path executable() {
        return directory.resolve("redis-server");
    }
}
