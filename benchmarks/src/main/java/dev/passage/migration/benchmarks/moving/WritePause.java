package dev.passage.migration.benchmarks.moving;

import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.testkit.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long writers wait while their tenant moves, what their neighbours notice, and how long they wait when the mover dies while it
 * holds them (K2, D8). Eight writers go on, one transaction in forty taking 10 to 30 milliseconds of its own, on a
 * durable PostgreSQL; tenant after tenant moves to another database.
 *
 * <p>A pause is how long a writer waited for the first transaction that the target acknowledged, without the transaction's own time;
 * the longest is that of any transaction of any move, also of those whose first attempt to switch was given up.
 *
 * <p>What a neighbour notices is measured three times: while moves take all they can get beside writers who take the rest, while moves
 * copy and compare so many rows a second, and while moves take all they can get beside writers of about a thousand transactions a second.
 *
 * <p>Arguments, each of which may be left out with those behind it: number of moves, 50 unless said; number of movers that die, 5;
 * the milliseconds from one transaction of a writer to its next, 0; trips of each of a tenant's 400 vehicles, 20; number of
 * moves at a pace, 2; their pace in rows per second, 1,000; and number of moves beside writers of a thousand transactions a second, 10.
 */
final class WritePause {
    private static final int WRITERS = 8;
    private static final Duration NEIGHBOUR = Duration.ofMillis(7);
    private static final Duration STEADY = Duration.ofMillis(6);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PERCENT = 99;

    private final Neighbours neighbours;
    private final Mover mover;
    private final SteadyWriters writers;
    private final SteadyWriters bystander;
    private final List<Write> besideQuiet = new ArrayList<>();
    private final List<Write> besideMoving = new ArrayList<>();

    private WritePause(Neighbours neighbours, Mover mover, SteadyWriters writers, SteadyWriters bystander) {
        this.neighbours = neighbours;
        this.mover = mover;
        this.writers = writers;
        this.bystander = bystander;
    }

    /**
     * Measures and prints.
     *
     * @param arguments as said above
     * @throws Exception when a database cannot be used
     */
    public static void main(String[] arguments) throws Exception {
        int moves = argument(arguments, 0, 50);
        int deaths = argument(arguments, 1, 5);
        Duration every = Duration.ofMillis(argument(arguments, 2, 0));
        int trips = argument(arguments, 3, Neighbours.TRIPS);
        int paced = argument(arguments, 4, 2);
        int rowsPerSecond = argument(arguments, 5, 1_000);
        int steady = argument(arguments, 6, 10);
        try (Neighbours neighbours = Neighbours.create(1 + moves + paced + deaths + steady, trips)) {
            TenantRouter router = TenantRouter.startingAt(EndpointName.of(Neighbours.SHARED));
            TenantConnections tenants = TenantConnections.over(neighbours.endpoints(), router);
            try (Mover mover = new Mover(neighbours.journal(), neighbours.endpoints(), router);
                    SteadyWriters writers = new SteadyWriters(tenants, 1, WRITERS, every);
                    SteadyWriters bystander = new SteadyWriters(tenants, 0, 1, NEIGHBOUR)) {
                WritePause measurement = new WritePause(neighbours, mover, writers, bystander);
                mover.move(1, 0); // warms up
                if (moves > 0) {
                    measurement.move(2, moves, 0, "", "flat-out");
                }
                if (paced > 0) {
                    measurement.move(2 + moves, paced, rowsPerSecond, ".paced", "paced");
                }
                if (deaths > 0) {
                    measurement.die(2 + moves + paced, deaths);
                }
                if (steady > 0) {
                    writers.every(STEADY);
                    measurement.move(2 + moves + paced + deaths, steady, 0, ".steady", "steady");
                }
                figure(
                        "live.errors",
                        writers.errors().size() + bystander.errors().size(),
                        "0");
                writers.errors().stream().limit(3).forEach(failure -> System.out.println("error: " + failure));
            }
        }
    }

    private static int argument(String[] arguments, int place, int otherwise) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : otherwise;
    }

    private void move(int first, int moves, int rowsPerSecond, String phase, String how) throws InterruptedException {
        double seconds = 0;
        List<Write> pauses = new ArrayList<>();
        List<Write> whileMoving = new ArrayList<>();
        for (int tenant = first; tenant < first + moves; tenant++) {
            quiet(tenant);
            long begun = System.nanoTime();
            mover.move(tenant, rowsPerSecond);
            seconds += (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
            List<Write> acknowledged = writers.taken();
            whileMoving.addAll(acknowledged);
            pauses.addAll(firstAtTarget(acknowledged));
            besideMoving.addAll(bystander.taken());
        }
        figure(
                "live.write.rate" + phase,
                whileMoving.size() / seconds,
                ">= 1000 transactions a second of eight writers");
        figure("live.pause.p50.ms" + phase, Write.millis(pauses, 50), "<= 50, " + moves + " moves");
        figure("live.pause.p99.ms" + phase, Write.millis(pauses, PERCENT), "<= 500");
        figure("live.pause.max.ms" + phase, Write.millis(whileMoving, 100), "<= 1000 and the refresh of a route");
        figure("live.write.p99.ms" + phase, Write.millis(whileMoving, PERCENT), "none");
        bystander(how, rowsPerSecond == 0 ? "as fast as it goes" : rowsPerSecond + " rows a second");
    }

    private void bystander(String how, String pace) {
        double quietly = Write.millis(besideQuiet, PERCENT);
        double meanwhile = Write.millis(besideMoving, PERCENT);
        figure("live.bystander.quiet.p99.ms." + how, quietly, "none");
        figure("live.bystander.moving.p99.ms." + how, meanwhile, "none");
        figure("live.bystander.ratio." + how, meanwhile / quietly, "<= 2, " + pace);
        besideQuiet.clear();
        besideMoving.clear();
    }

    /** Lets movers die while they hold the writers. */
    private void die(int first, int deaths) throws Exception {
        List<Write> orphaned = new ArrayList<>();
        for (int tenant = first; tenant < first + deaths; tenant++) {
            quiet(tenant);
            die(tenant);
            mover.finishWhatIsLeft();
            orphaned.addAll(writers.taken());
        }
        besideQuiet.clear();
        figure("live.pause.orphaned.max.ms", Write.millis(orphaned, 100), "<= 1500, " + deaths + " dead movers");
    }

    /** A while in which nobody moves. */
    private void quiet(int tenant) throws InterruptedException {
        writers.turnTo(tenant);
        bystander.taken();
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        besideQuiet.addAll(bystander.taken());
        writers.taken();
    }

    private static List<Write> firstAtTarget(List<Write> writes) {
        Set<Integer> seen = new HashSet<>();
        return writes.stream()
                .filter(write -> write.database().contains(Neighbours.DEDICATED) && seen.add(write.writer()))
                .toList();
    }

    private void die(int tenant) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(tenant)));
        arguments.addAll(neighbours.urls());
        Path output = Files.createTempFile("passage-mover", ".txt");
        try (ChildJvm child = ChildJvm.start(DyingMover.class, output, Map.of(), arguments)) {
            if (!child.awaitEnd(LIMIT)) {
                throw new IllegalStateException("The mover did not die: " + child.output());
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void figure(String name, double value, String bound) {
        System.out.printf(Locale.ENGLISH, "figure %s = %.1f (bound %s)%n", name, value, bound);
    }
}
