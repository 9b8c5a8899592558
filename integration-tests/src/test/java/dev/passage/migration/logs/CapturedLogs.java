package dev.passage.migration.logs;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** The logging of the tests: silent, and kept at every level while a test listens. */
public final class CapturedLogs implements SLF4JServiceProvider {
    private static final Queue<Listening> LISTENERS = new ConcurrentLinkedQueue<>();

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();

    /** What was logged by the whole process while it was open, one text per entry, stack traces included. */
    public static final class Listening implements AutoCloseable {
        private final Queue<String> entries = new ConcurrentLinkedQueue<>();

        private Listening() {
            LISTENERS.add(this);
        }

        public Iterable<String> entries() {
            return entries;
        }

        @Override
        public void close() {
            LISTENERS.remove(this);
        }
    }

    /** Begins to keep what is logged. */
    public static Listening listen() {
        return new Listening();
    }

    static boolean isHeard() {
        return !LISTENERS.isEmpty();
    }

    static void keep(String entry) {
        LISTENERS.forEach(listener -> listener.entries.add(entry));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, CapturingLogger::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Everything stands ready from the constructor on.
    }
}
