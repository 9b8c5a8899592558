package dev.passage.migration.event;

/**
 * Is told what migrations of one engine do (X7).
 *
 * <p>Called on the engine's threads, one event of a migration after the other, so it must return soon and be safe for use by
 * several threads. What it throws is logged and otherwise ignored.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface MigrationListener {

    /**
     * Called for each event.
     *
     * @param event what happened
     */
    void on(MigrationEvent event);
}
