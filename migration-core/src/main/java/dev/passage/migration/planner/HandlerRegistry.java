package dev.passage.migration.planner;

import dev.passage.migration.failure.HandlerUnavailableException;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The handlers that an engine knows, by the class of their settings and by name. */
public final class HandlerRegistry {
    private final Map<Class<?>, Handler<?>> bySettings = new LinkedHashMap<>();
    private final Map<HandlerId, Handler<?>> byId = new LinkedHashMap<>();

    /**
     * Creates a registry.
     *
     * @param handlers the handlers
     * @throws IllegalArgumentException if two of them share an id or the class of their settings
     */
    public HandlerRegistry(List<Handler<?>> handlers) {
        for (Handler<?> handler : handlers) {
            if (byId.putIfAbsent(handler.id(), handler) != null) {
                throw new IllegalArgumentException("Two handlers are named " + handler.id() + ". Rename one of them.");
            }
            if (bySettings.putIfAbsent(handler.settingsType(), handler) != null) {
                throw new IllegalArgumentException("Two handlers take settings of class "
                        + handler.settingsType().getName() + ". Give one of them a class of its own.");
            }
        }
    }

    /**
     * Returns the handler for these settings.
     *
     * @param settings what is asked for
     * @return the handler
     */
    public Handler<?> forSettings(Record settings) {
        Handler<?> handler = bySettings.get(settings.getClass());
        if (handler == null) {
            throw new HandlerUnavailableException(
                    "No registered handler takes settings of class "
                            + settings.getClass().getName() + "; registered are " + names() + ".",
                    "Register its handler with the engine's builder.");
        }
        return handler;
    }

    /**
     * Returns the handler that planned a migration.
     *
     * @param id its name and version
     * @param migration the migration, for the message
     * @return the handler
     */
    public Handler<?> forId(HandlerId id, MigrationId migration) {
        Handler<?> handler = byId.get(id);
        if (handler == null) {
            throw new HandlerUnavailableException(
                    "Migration " + migration + " was planned by handler " + id
                            + ", which is not registered; registered are " + names() + ".",
                    "Register that handler in that version, or plan the migration again.");
        }
        return handler;
    }

    private String names() {
        return byId.isEmpty()
                ? "none"
                : byId.keySet().stream().map(HandlerId::toString).sorted().collect(Collectors.joining(", "));
    }
}
