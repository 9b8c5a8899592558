package dev.passage.migration.testkit.lab;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.engine.MigrationEngineBuilder;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.clock.VirtualClock;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.fault.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Controllers, journal, clock, databases and faults of one test (T1, T5). Everything made through it is closed after the test, the
 * latest first. Used by the test's thread; what it returns says for itself what more it allows.
 *
 * <p>Time is virtual: a wait of the migration takes none, because {@link #await} moves the clock to its end. The journal is in
 * memory and on that clock unless {@link #journal(Journal)} sets another, whose clock must then be its own.
 *
 * @since 0.1.0
 */
public final class MigrationLab implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final VirtualClock clock = VirtualClock.create();
    private final Path folder;
    private final TestDatabases databases;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Journal journal = new InMemoryJournal(clock);
    private Optional<Faults> faults = Optional.empty();

    private MigrationLab(Path folder) {
        this.folder = folder;
        this.databases = TestDatabases.in(folder);
        open.push(databases);
    }

    /**
     * Opens a lab for tests that do without {@link MigrationTest}; to be closed by the test.
     *
     * @return the lab
     */
    public static MigrationLab open() {
        try {
            return new MigrationLab(Files.createTempDirectory("migration-lab"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the clock of every controller of this lab.
     *
     * @return the clock, which stands still until it is moved
     */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * Returns a folder that is removed after the test.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Makes an empty database, dropped after the test.
     *
     * @param kind which product
     * @param name a name of lower-case letters, digits and underscores
     * @return the database
     */
    public TestDatabase database(DatabaseKind kind, String name) {
        return databases.create(kind, name);
    }

    /**
     * Returns the faults of this test, installed at the first call and removed after the test.
     *
     * @return the faults
     */
    public Faults faults() {
        if (faults.isEmpty()) {
            Faults installed = Faults.install();
            open.push(installed);
            faults = Optional.of(installed);
        }
        return faults.get();
    }

    /**
     * Returns the journal of controllers made from now on.
     *
     * @return the journal
     */
    public Journal journal() {
        return journal;
    }

    /**
     * Sets the journal of controllers made from now on.
     *
     * @param other the journal
     */
    public void journal(Journal other) {
        journal = Objects.requireNonNull(other, "other");
    }

    /**
     * Returns a builder with the journal and the clock of this lab, for engines that need more said. What it builds is closed by
     * {@link #closeAfterTest}.
     *
     * @return the builder
     */
    public MigrationEngineBuilder engine() {
        return MigrationEngine.builder().journal(journal).clock(clock).pollInterval(GLANCE);
    }

    /**
     * Makes a controller, as another instance of the host would; closed after the test.
     *
     * @param handlers its handlers
     * @return the controller
     */
    public MigrationController controller(Handler<?>... handlers) {
        MigrationEngineBuilder builder = engine();
        for (Handler<?> handler : handlers) {
            builder.register(handler);
        }
        return closeAfterTest(builder.build());
    }

    /**
     * Closes something after the test, before what was made earlier.
     *
     * @param resource what is closed
     * @param <T> its type
     * @return the same
     */
    public <T extends AutoCloseable> T closeAfterTest(T resource) {
        open.push(resource);
        return resource;
    }

    /**
     * Plans, approves and runs a migration to its end.
     *
     * @param handler its handler
     * @param settings what is asked for
     * @return how it ended, or where it rests
     * @throws InterruptedException if the thread was interrupted
     */
    public MigrationResult run(Handler<?> handler, Record settings) throws InterruptedException {
        MigrationController controller = controller(handler);
        MigrationPlan plan = controller.plan(MigrationSpec.of(settings).requestedBy("lab"));
        controller.execute(plan.id(), Approval.of(plan.digest()).by("lab"));
        return await(controller, plan.id());
    }

    /**
     * Waits until a migration does nothing more by itself, and moves the clock on whenever it waits for an instant.
     *
     * @param controller who runs it
     * @param migration the migration
     * @return how it ended, or where it rests
     * @throws InterruptedException if the thread was interrupted
     * @throws IllegalStateException if it does not come to rest within a minute of real time
     */
    public MigrationResult await(MigrationController controller, MigrationId migration) throws InterruptedException {
        MigrationHandle handle = controller.handle(migration);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            MigrationResult result = handle.await(GLANCE);
            Optional<Instant> wake = result.status().wakeAt();
            if (result.state() == MigrationState.WAITING && wake.isPresent()) {
                Duration left = Duration.between(clock.instant(), wake.get());
                clock.advance(left.isNegative() ? Duration.ZERO : left);
                controller.recover();
            } else if (isAtRest(result.state())) {
                return result;
            }
        }
        throw new IllegalStateException(
                "Migration " + migration + " did not come to rest within " + PATIENCE + ": " + handle.status());
    }

    private static boolean isAtRest(MigrationState state) {
        return state.isTerminal()
                || List.of(
                                MigrationState.PLANNED,
                                MigrationState.AWAITING_APPROVAL,
                                MigrationState.WAITING,
                                MigrationState.PAUSED,
                                MigrationState.BLOCKED)
                        .contains(state);
    }

    /** Closes everything that was made through this lab. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure = failure == null
                        ? new IllegalStateException("A test left something that cannot be closed.")
                        : failure;
                failure.addSuppressed(e);
            }
        }
        delete(folder);
        if (failure != null) {
            throw failure;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
