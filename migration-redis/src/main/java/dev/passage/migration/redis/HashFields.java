package dev.passage.migration.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The fields of a Redis hash, by their names. */
final class HashFields {
    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    /** Takes what HGETALL answers: a name, its value, the next name. */
    static HashFields of(List<?> answer) {
        HashFields hash = new HashFields();
        for (int place = 0; place + 1 < answer.size(); place += 2) {
            hash.with(text((byte[]) answer.get(place)), (byte[]) answer.get(place + 1));
        }
        return hash;
    }

    /** Takes what HMGET answers: the values of these fields, nothing where there is none. */
    static HashFields named(List<String> names, List<?> values) {
        HashFields hash = new HashFields();
        for (int place = 0; place < names.size(); place++) {
            if (values.get(place) instanceof byte[] value) {
                hash.with(names.get(place), value);
            }
        }
        return hash;
    }

    HashFields with(String name, byte[] value) {
        fields.put(name, value);
        return this;
    }

    HashFields with(String name, long number) {
        return with(name, bytes(Long.toString(number)));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    Map<String, byte[]> all() {
        return fields;
    }

    Optional<byte[]> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Reads a number; an {@link IllegalArgumentException} says which field is not as it must be. */
    long number(String name) {
        return number(name, find(name));
    }

    static long number(String name, Optional<byte[]> value) {
        String digits = text(value.orElseThrow(() -> new IllegalArgumentException("it has no field " + name)));
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its field " + name + " is no number", e);
        }
    }

    /** Returns names and values in turn, as HSET wants them. */
    List<byte[]> flat() {
        List<byte[]> flat = new ArrayList<>(fields.size() * 2);
        fields.forEach((name, value) -> {
            flat.add(bytes(name));
            flat.add(Objects.requireNonNull(value));
        });
        return flat;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
