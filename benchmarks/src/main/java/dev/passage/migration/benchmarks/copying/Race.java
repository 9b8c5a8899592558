package dev.passage.migration.benchmarks.copying;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Runs the ways to do the same work in turn, rotated each round after one that is not counted, and tells each by the time per row of
 * the first: round by round, then the median, because the neighbours of a machine change.
 */
final class Race {
    private final String title;
    private final int rounds;
    private final List<Long> servers;
    private final Work preparation;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    Race(String title, int rounds, List<Long> servers, Work preparation) {
        this.title = title;
        this.rounds = rounds;
        this.servers = servers;
        this.preparation = preparation;
    }

    /** Something that takes time. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private record Contender(String name, long rows, Work work, List<Double> wall, List<Double> processor) {}

    Race add(String name, long rows, Work work) {
        contenders.put(name, new Contender(name, rows, work, new ArrayList<>(), new ArrayList<>()));
        return this;
    }

    Race run() throws Exception {
        List<Contender> order = new ArrayList<>(contenders.values());
        for (int round = 0; round <= rounds; round++) {
            for (Contender contender : order) {
                measure(contender, round > 0);
            }
            Collections.rotate(order, -1);
        }
        print();
        return this;
    }

    private void measure(Contender contender, boolean counted) throws Exception {
        preparation.run();
        double processor = ProcessorTime.seconds(servers);
        long begun = System.nanoTime();
        contender.work().run();
        double wall = (System.nanoTime() - begun) / 1e9;
        processor = ProcessorTime.seconds(servers) - processor;
        if (counted) {
            contender.wall().add(wall / contender.rows());
            contender.processor().add(processor / contender.rows());
        }
    }

    /** Wall time per row in that of another. */
    double wall(String name, String base) {
        return ratio(contender(name).wall(), contender(base).wall());
    }

    /** Processor time per row in that of another. */
    double processor(String name, String base) {
        return ratio(contender(name).processor(), contender(base).processor());
    }

    private Contender contender(String name) {
        return Objects.requireNonNull(contenders.get(name), name);
    }

    private static double ratio(List<Double> some, List<Double> base) {
        double[] ratios = new double[some.size()];
        Arrays.setAll(ratios, round -> some.get(round) / base.get(round));
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void print() {
        Contender first = contenders.values().iterator().next();
        System.out.printf(Locale.ENGLISH, "%n**%s** (%d rounds)%n%n", title, rounds);
        System.out.println("| way | rows | median s | min..max | wall ratio | CPU us/row | CPU ratio |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|");
        for (Contender each : contenders.values()) {
            System.out.printf(
                    Locale.ENGLISH,
                    "| %s | %,d | %.2f | %.2f..%.2f | %.2f | %.2f | %.2f |%n",
                    each.name(),
                    each.rows(),
                    median(each.wall()) * each.rows(),
                    Collections.min(each.wall()) * each.rows(),
                    Collections.max(each.wall()) * each.rows(),
                    wall(each.name(), first.name()),
                    median(each.processor()) * 1e6,
                    processor(each.name(), first.name()));
        }
        System.out.println();
    }
}
