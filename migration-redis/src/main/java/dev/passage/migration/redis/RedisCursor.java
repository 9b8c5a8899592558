package dev.passage.migration.redis;

import java.util.Optional;

/**
 * A place in the keys of one run of a server. After a restart, or at another server, the order of the keys is another, and who went
 * on at the same place would pass over some.
 */
record RedisCursor(String server, String place) {
    private static final String END = "0";

    static Optional<RedisCursor> parse(String text) {
        int separator = text.indexOf(':');
        return separator < 0
                ? Optional.empty()
                : Optional.of(new RedisCursor(text.substring(0, separator), text.substring(separator + 1)));
    }

    boolean isEnd() {
        return place.equals(END);
    }

    @Override
    public String toString() {
        return server + ":" + place;
    }
}
