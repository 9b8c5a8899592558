package dev.passage.migration.examples.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demo's working folder. Its data count as there once the mark that says so is; a kill before that leaves no mark. */
final class DemoFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;

    private DemoFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Takes the folder, so that no second demo works in it; a dead process does not hold it. */
    static DemoFolder take(Path folder) throws IOException {
        Path place = Files.createDirectories(folder);
        FileChannel file =
                FileChannel.open(place.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(file) == null) {
            file.close();
            throw new IllegalStateException(
                    "Another demo works in " + place + ". Wait for it to end, or kill it and see what this one does.");
        }
        return new DemoFolder(place, file);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** How many positions the mark says are there; empty when there is no mark. */
    Optional<Long> rowsThatAreReady() throws IOException {
        Path mark = mark();
        return Files.exists(mark)
                ? Optional.of(Long.parseLong(Files.readString(mark).trim()))
                : Optional.empty();
    }

    void markReady(long rows) throws IOException {
        Path unfinished = folder.resolve("fleet.ready.new");
        Files.writeString(unfinished, Long.toString(rows));
        Files.move(unfinished, mark(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether anything but the lock is there. */
    boolean holdsSomething() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> !file.endsWith("demo.lock"));
        }
    }

    /** Deletes everything but the lock, the mark first. */
    void clear() throws IOException {
        Files.deleteIfExists(mark());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder) && !file.endsWith("demo.lock")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path mark() {
        return folder.resolve("fleet.ready");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
