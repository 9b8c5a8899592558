package dev.passage.migration.testkit.redis;

import java.util.Arrays;
import java.util.Locale;

/**
 * The releases of Redis that a test can start, with the artifact that brings each.
 *
 * @since 0.1.0
 */
public enum RedisRelease {
    /** 6.2, the oldest that Passage works with; brought by {@code com.github.codemonstur:embedded-redis}. */
    OLDEST(
            "com.github.codemonstur:embedded-redis:1.4.4",
            "redis-server-6.2.6-v5-linux-amd64 redis-server-6.2.7-linux-arm64"
                    + " redis-server-6.2.6-v5-darwin-amd64 redis-server-6.2.6-v5-darwin-arm64"),
    /** 7.0, whose dumps an older server refuses; brought by {@code org.signal:embedded-redis}. */
    NEWER(
            "org.signal:embedded-redis:0.9.1",
            "redis-server-7.0.15-linux-amd64 redis-server-7.0.15-linux-arm64"
                    + " redis-server-7.0.15-darwin-amd64 redis-server-7.0.15-darwin-arm64");

    private final String artifact;
    private final String executables;

    RedisRelease(String artifact, String executables) {
        this.artifact = artifact;
        this.executables = executables;
    }

    String artifact() {
        return artifact;
    }

    /** The name of the executable for this machine, as a resource of the artifact. */
    String executable() {
        String system = property("os.name").startsWith("mac") ? "darwin" : property("os.name");
        String processor = property("os.arch").equals("aarch64") ? "arm64" : property("os.arch");
        return Arrays.stream(executables.split(" ", -1))
                .filter(name -> name.endsWith("-" + system + "-" + processor))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "There is no Redis for tests on " + system + " " + processor + ". Run these tests elsewhere."));
    }

    private static String property(String name) {
        return System.getProperty(name).toLowerCase(Locale.ROOT);
    }
}
