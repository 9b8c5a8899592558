package dev.passage.migration.executor;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.event.MigrationListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of an engine; what they throw is logged and goes no further. */
public final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);

    private final List<MigrationListener> listeners;

    /**
     * Creates the list.
     *
     * @param listeners who is told from the start
     */
    public Events(List<MigrationListener> listeners) {
        this.listeners = new CopyOnWriteArrayList<>(listeners);
    }

    /**
     * Adds a listener.
     *
     * @param listener who is told from now on
     */
    public void add(MigrationListener listener) {
        listeners.add(listener);
    }

    /**
     * Tells all.
     *
     * @param event what happened
     */
    public void tell(MigrationEvent event) {
        for (MigrationListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Exception thrown) {
                log.atWarn()
                        .addKeyValue("migration", event.migration())
                        .addKeyValue("thrown", thrown.getClass().getName())
                        .log("A listener failed; the migration goes on");
            }
        }
    }
}
