package dev.passage.migration.step;

import java.util.Objects;

/**
 * Something a step creates outside the journal: a table, trigger, schema, bucket or record. It is recorded before it
 * exists, so that nothing leaks when the process dies in between (X12).
 *
 * @param name what the steps of the plan call it, unique in the plan
 * @param kind what it is, for example {@code table}; for people
 * @param place where it is, for example an endpoint's name; for people
 * @since 0.1.0
 */
public record Resource(String name, String kind, String place) {

    /** Checks that every part is given. */
    public Resource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(place, "place");
    }

    /**
     * Returns a resource of no particular kind.
     *
     * @param name what the steps call it
     * @return the resource
     */
    public static Resource of(String name) {
        return new Resource(name, "resource", "");
    }

    /**
     * Returns a resource.
     *
     * @param name what the steps call it
     * @param kind what it is
     * @param place where it is
     * @return the resource
     */
    public static Resource of(String name, String kind, String place) {
        return new Resource(name, kind, place);
    }
}
