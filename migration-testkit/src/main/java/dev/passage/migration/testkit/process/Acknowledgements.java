package dev.passage.migration.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file to which a child process appends what it has been told is done, so that its last words outlive {@code kill -9}. Each
 * line is one write. Safe for use by several threads and processes.
 *
 * @since 0.1.0
 */
public final class Acknowledgements {

    private final Path file;

    /**
     * Opens the file for adding and reading.
     *
     * @param file where the lines go; made when missing
     */
    public Acknowledgements(Path file) {
        this.file = file;
    }

    /**
     * Adds a line.
     *
     * @param line the line, without line breaks
     */
    public void add(String line) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(StandardCharsets.UTF_8.encode(line + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the complete lines; one that was cut off by the death of its process is left out.
     *
     * @return the lines so far
     */
    public List<String> lines() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
