package dev.passage.migration.examples.demo;

import dev.passage.migration.MigrationController;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.progress.TerminalProgressBar;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.tenant.TenantMoveHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Moves tenant {@code acme} of a fleet from a shared to a dedicated database, in a working folder that outlives the process:
 * kill it at any time and start it again (X1).
 *
 * <p>System properties: {@code demo.database} (h2 or postgresql), {@code demo.rows}, {@code demo.dryRun},
 * {@code demo.rollback}, {@code demo.fresh}, {@code demo.folder}.
 */
public final class Demo {
    /** Short, so that a start after a kill waits only this long for the dead process. */
    private static final Duration LEASE = Duration.ofSeconds(5);

    private Demo() {}

    /**
     * Runs the demo.
     *
     * @param arguments none
     * @throws Exception when something fails; the folder keeps what is there
     */
    public static void main(String[] arguments) throws Exception {
        run(DemoSettings.of(System.getProperties()), System.out);
    }

    static void run(DemoSettings settings, PrintStream out) throws IOException, SQLException, InterruptedException {
        out.println();
        out.println("Passage demo, working in " + settings.folder());
        out.println("This is process " + ProcessHandle.current().pid()
                + ". Kill it at any time with kill -9 and start it again: it goes on.");
        try (DemoFolder folder = DemoFolder.take(settings.folder())) {
            DemoDatabases.stopOrphans(folder);
            boolean ready = prepare(folder, settings, out);
            try (DemoDatabases databases = DemoDatabases.open(settings.database(), folder)) {
                if (!ready) {
                    DemoFleet.create(databases.shared(), databases.dedicated(), settings.rows(), out);
                    folder.markReady(settings.rows());
                }
                tell(settings, databases, out);
            }
        }
    }

    /** Returns whether the fleet is there; clears away what a kill has left half made. */
    private static boolean prepare(DemoFolder folder, DemoSettings settings, PrintStream out) throws IOException {
        if (settings.fresh()) {
            folder.clear();
            return false;
        }
        if (folder.rowsThatAreReady().isPresent()) {
            long rows = folder.rowsThatAreReady().get();
            if (rows != settings.rows()) {
                out.println("The folder holds a fleet with " + rows
                        + " positions of acme already; this goes on with it." + " -Ddemo.fresh begins anew.");
            }
            return true;
        }
        if (folder.holdsSomething()) {
            out.println("An earlier start ended before its fleet was complete; it is made anew.");
            folder.clear();
        }
        return false;
    }

    private static void tell(DemoSettings settings, DemoDatabases databases, PrintStream out)
            throws SQLException, InterruptedException {
        Endpoints endpoints = Endpoints.of(databases.endpoints());
        TenantRouter router = TenantRouter.startingAt(EndpointName.of("shared"));
        try (MigrationController migrations = MigrationEngine.builder()
                .journal(JdbcJournal.on(databases.control()).creatingSchema())
                .register(new TenantMoveHandler(endpoints, router))
                .listener(TerminalProgressBar.on(out))
                .instance("demo-" + ProcessHandle.current().pid())
                .leaseDuration(LEASE)
                .build()) {
            DemoStory story = new DemoStory(migrations, settings, out);
            TenantConnections tenants = TenantConnections.over(endpoints, router);
            boolean atRest = settings.dryRun() ? story.tell() : written(story, tenants, out);
            out.println(new DemoView(endpoints, tenants).describe());
            out.println(story.next());
            if (!atRest) {
                throw new IllegalStateException("The migration did not end as it should; the report above says why.");
            }
        }
    }

    /** Tells the story while the tenant's users go on writing. */
    private static boolean written(DemoStory story, TenantConnections tenants, PrintStream out)
            throws SQLException, InterruptedException {
        try (DemoWriters writers = DemoWriters.start(tenants)) {
            boolean atRest = story.tell();
            out.println();
            out.println(writers.judge());
            return atRest && writers.lostNothing();
        }
    }
}
