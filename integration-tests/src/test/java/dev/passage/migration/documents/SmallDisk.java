package dev.passage.migration.documents;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory of 256 KiB; tests that need one are skipped where it cannot be mounted. */
final class SmallDisk implements AutoCloseable {
    static final int BYTES = 256 << 10;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk of(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", folder.toString());
        assumeThat(mounted).as("a file system can be mounted").isTrue();
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    void makeReadOnly() throws IOException {
        assumeThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", command));
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", folder.toString());
    }
}
