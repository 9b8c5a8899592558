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
 * holds them (K2, D8). Eight writers go on with a thousand transactions a second and more, one in forty taking 10 to 30
 * milliseconds of its own, on a durable PostgreSQL; tenant after tenant moves to another database.
 *
 * <p>A pause is how long a writer waited for the first transaction that the target acknowledged, without the transaction's own time;
 * the longest is that of any transaction of any move, also of those whose first attempt to switch was given up.
 *
 * <p>What a neighbour notices is measured again while the writers take no rest, and take what the machine has: with moves as fast as they
 * go, and at a pace if asked.
 *
 * <p>Arguments, each of which may be left out with those behind it: number of moves, 50 unless said; number of movers that die, 5;
 * the milliseconds from one transaction of a writer to its next, 6; trips of each of a tenant's 400 vehicles, 20; number of
 * moves beside writers without rest, 10; number of moves at a pace, 0; and their pace in rows per second, 1,000.
 */
final class WritePause {
    private static final int WRITERS = 8;
    private static final Duration NEIGHBOUR = Duration.ofMillis(7);
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
        Duration every = Duration.ofMillis(argument(arguments, 2, 6));
        int trips = argument(arguments, 3, Neighbours.TRIPS);
        int crowded = argument(arguments, 4, 10);
        int paced = argument(arguments, 5, 0);
        int rowsPerSecond = argument(arguments, 6, 1_000);
        try (Neighbours neighbours = Neighbours.create(1 + moves + deaths + crowded + paced, trips)) {
            TenantRouter router = TenantRouter.startingAt(EndpointName.of(Neighbours.SHARED));
            TenantConnections tenants = TenantConnections.over(neighbours.endpoints(), router);
            try (Mover mover = new Mover(neighbours.journal(), neighbours.endpoints(), router);
                    SteadyWriters writers = new SteadyWriters(tenants, 1, WRITERS, every);
                    SteadyWriters bystander = new SteadyWriters(tenants, 0, 1, NEIGHBOUR)) {
                WritePause measurement = new WritePause(neighbours, mover, writers, bystander);
                mover.move(1, 0); // warms up
                if (moves > 0) {
                    measurement.move(2, moves);
                }
                if (deaths > 0) {
                    measurement.die(2 + moves, deaths);
                }
                writers.hurry();
                if (crowded > 0) {
                    measurement.crowd(2 + moves + deaths, crowded);
                }
                if (paced > 0) {
                    measurement.pace(2 + moves + deaths + crowded, paced, rowsPerSecond);
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

    private void move(int first, int moves) throws InterruptedException {
        List<Write> pauses = new ArrayList<>();
        List<Write> whileMoving = new ArrayList<>();
        double seconds = move(first, moves, 0, pauses, whileMoving);
        figure("live.write.rate", whileMoving.size() / seconds, ">= 1000 transactions a second of eight writers");
        figure("live.pause.p50.ms", Write.millis(pauses, 50), "<= 50, " + moves + " moves");
        figure("live.pause.p99.ms", Write.millis(pauses, PERCENT), "<= 500");
        figure("live.pause.max.ms", Write.millis(whileMoving, 100), "<= 1000 and the refresh of a route");
        figure("live.write.p99.ms", Write.millis(whileMoving, PERCENT), "none");
        bystander("", "<= 2");
    }

    private void crowd(int first, int moves) throws InterruptedException {
        List<Write> whileMoving = new ArrayList<>();
        double seconds = move(first, moves, 0, new ArrayList<>(), whileMoving);
        figure("live.write.rate.crowded", whileMoving.size() / seconds, "none, writers without rest");
        figure("live.pause.max.ms.crowded", Write.millis(whileMoving, 100), "<= 1000 and the refresh of a route");
        bystander(".crowded", "none, writers without rest");
    }

    private void pace(int first, int moves, int rowsPerSecond) throws InterruptedException {
        move(first, moves, rowsPerSecond, new ArrayList<>(), new ArrayList<>());
        bystander(".paced", "none, writers without rest, " + rowsPerSecond + " rows a second");
    }

    /** Moves tenants, and returns how many seconds that took. */
    private double move(int first, int moves, int rowsPerSecond, List<Write> pauses, List<Write> whileMoving)
            throws InterruptedException {
        double seconds = 0;
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
        return seconds;
    }

    private void bystander(String how, String bound) {
        double quietly = Write.millis(besideQuiet, PERCENT);
        double meanwhile = Write.millis(besideMoving, PERCENT);
        figure("live.bystander.quiet.p99.ms" + how, quietly, "none");
        figure("live.bystander.moving.p99.ms" + how, meanwhile, "none");
        figure("live.bystander.ratio" + how, meanwhile / quietly, bound);
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
