package dev.passage.migration.examples.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of the demo, whose data stay in the working folder. */
final class DemoServer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final EmbeddedPostgres server;

    private DemoServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static DemoServer start(Path data) throws IOException {
        Files.createDirectories(data.resolveSibling("log"));
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(
                data.resolveSibling("log").resolve(data.getFileName() + ".log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPGStartupWait(START);
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            builder.setServerConfig(setting, "on");
        }
        return new DemoServer(builder.start());
    }

    DataSource dataSource() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {"localhost"});
        database.setPortNumbers(new int[] {server.getPort()});
        database.setDatabaseName("postgres");
        database.setUser("postgres");
        database.setReWriteBatchedInserts(true);
        return database;
    }

    /**
     * Stops the server that still runs on these data because the process that started it was killed.
     *
     * @return whether there was one
     */
    static boolean stopOrphan(Path data) throws IOException {
        Optional<ProcessHandle> orphan = runningOn(data);
        if (orphan.isEmpty()) {
            return false;
        }
        orphan.get().destroy();
        if (!hasEnded(orphan.get())) {
            orphan.get().destroyForcibly();
            if (!hasEnded(orphan.get())) {
                throw new IllegalStateException("The PostgreSQL server of an earlier demo, process "
                        + orphan.get().pid() + ", does not end. End it by hand.");
            }
        }
        return true;
    }

    /** The process that the server's own file names, if it is alive and a PostgreSQL server. */
    private static Optional<ProcessHandle> runningOn(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).trim().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(process -> process.info().command().orElse("").contains("postgres"));
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
