package dev.passage.migration.benchmarks.copying;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Processor time of this process, of the processes it has waited for, and of database servers on this machine, as Linux counts it in
 * {@code /proc}.
 */
final class ProcessorTime {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessorTime() {}

    /** Returns seconds since an arbitrary start, or no number where it cannot be known. */
    static double seconds(Collection<Long> servers) {
        if (!Files.exists(Path.of("/proc/self/stat")) || servers.isEmpty()) {
            return Double.NaN;
        }
        double ticks = ticks(ProcessHandle.current().pid());
        for (long server : servers) {
            ticks += ticksWithChildren(server);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** A process that ends meanwhile would count twice or not at all, so it is read again then. */
    private static double ticksWithChildren(long server) {
        while (true) {
            Set<Long> children = children(server);
            double ticks = ticks(server);
            for (long child : children) {
                ticks += ticks(child);
            }
            if (children.equals(children(server))) {
                return ticks;
            }
        }
    }

    private static Set<Long> children(long process) {
        return ProcessHandle.of(process).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static double ticks(long process) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            double ticks = 0;
            for (int field = USER; field <= CHILDREN_SYSTEM; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks;
        } catch (IOException gone) {
            if (ProcessHandle.of(process).isPresent()) {
                throw new UncheckedIOException(gone);
            }
            return 0;
        }
    }
}
