package dev.passage.migration.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The testkit on the oldest JUnit Jupiter that it supports; every other test runs on a 6.x (T1, T3). */
final class OlderJupiterTest {
    /** JUnit Jupiter 5.12 in one file, put there by the build. */
    private static final String OLDEST = "target/junit-5.12/junit-platform-console-standalone.jar";

    @TempDir
    Path folder;

    @Test
    void labFaultsAndCrashMatrixWorkOnJupiterFiveTwelve() throws Exception {
        Path output = folder.resolve("output");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        OLDEST + File.pathSeparator + classPathWithoutJUnit(),
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--select-class=" + ReindexTest.class.getName(),
                        "--disable-banner",
                        "--details=tree",
                        "--disable-ansi-colors")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = child.waitFor(2, TimeUnit.MINUTES);
        child.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);

        assertThat(ended).as(printed).isTrue();
        assertThat(child.exitValue()).as(printed).isZero();
        assertThat(printed)
                .contains("ReindexTest")
                .contains("0 tests failed")
                .doesNotContain("[         0 tests found");
        assertThat(printed.lines().filter(line -> line.contains(", hit ")))
                .as("cases of the crash matrix in%n%s", printed)
                .hasSizeGreaterThanOrEqualTo(9);
    }

    private static String classPathWithoutJUnit() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String modules = System.getProperty("jdk.module.path", "");
        List<String> junit = List.of("junit-jupiter", "junit-platform", "opentest4j", "surefire");
        return Stream.of(path, modules)
                .flatMap(all -> Arrays.stream(all.split(File.pathSeparator)))
                .filter(entry -> !entry.isEmpty())
                .filter(entry -> junit.stream()
                        .noneMatch(
                                name -> Path.of(entry).getFileName().toString().startsWith(name)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
