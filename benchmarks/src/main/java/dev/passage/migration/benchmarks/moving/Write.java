package dev.passage.migration.benchmarks.moving;

import java.util.List;

/**
 * One acknowledged transaction.
 *
 * @param writer who wrote
 * @param nanos from its begin to its acknowledgement, without what it took for itself
 * @param database the catalogue's name of the database that took it
 */
record Write(int writer, long nanos, String database) {

    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** A percentile in milliseconds. */
    static double millis(List<Write> writes, double percentile) {
        long[] sorted = writes.stream().mapToLong(Write::nanos).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * percentile / 100)] / NANOS_PER_MILLISECOND;
    }
}
