package dev.passage.migration.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passage.migration.config.ConfigChain;
import dev.passage.migration.config.ConfigUpgradeHandler;
import dev.passage.migration.document.file.FileDocumentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of settings, one of backups, and the chain of the settings. */
record SettingsFolder(Path settings, Path backups) {

    static SettingsFolder in(Path folder) {
        try {
            return new SettingsFolder(
                    Files.createDirectories(folder.resolve("settings")),
                    Files.createDirectories(folder.resolve("backups")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Versions 1 to 3 of {@code schemaVersion}: the timeout moves, then retries appear. */
    static ConfigChain.Builder chain() {
        return ConfigChain.startingAt(1, "schemaVersion")
                .upgrade(doc -> doc.move("timeout", "http.timeout"), doc -> doc.move("http.timeout", "timeout"))
                .upgrade(doc -> doc.set("retries", 3), doc -> doc.remove("retries"));
    }

    ConfigUpgradeHandler handler() {
        return handler(chain().build());
    }

    ConfigUpgradeHandler handler(ConfigChain chain) {
        return ConfigUpgradeHandler.of(
                new FileDocumentStore("settings", settings), new FileDocumentStore("backups", backups), chain);
    }

    SettingsFolder put(String name, String content) {
        try {
            Path file = settings.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SettingsFolder put(int documents) {
        for (int i = 0; i < documents; i++) {
            put("tenant-%05d.json".formatted(i), "{ \"schemaVersion\": 1,\n \"timeout\": " + i + " }\n");
        }
        return this;
    }

    String text(String name) {
        try {
            return Files.readString(settings.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file of the settings and its content, temporary ones too; only the lock is left out. */
    Map<String, String> all() {
        return all(settings);
    }

    /** Every file of the backups. */
    Map<String, String> allBackups() {
        return all(backups);
    }

    private static Map<String, String> all(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<String, String> all = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString(), new String(Files.readAllBytes(file), UTF_8));
            }
            all.remove(".passage.lock");
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
