package dev.passage.migration.benchmarks.copying;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the program was started with: arguments of the form {@code name=value}. */
final class Settings {
    private final Map<String, String> values = new LinkedHashMap<>();

    private Settings() {}

    static Settings of(String[] arguments) {
        Settings settings = new Settings();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2
                    || !List.of("rows", "rounds", "only", "source", "target").contains(parts[0])) {
                throw new IllegalArgumentException(
                        "An argument is rows=, rounds=, only=, source= or target= with a value," + " but was "
                                + parts[0] + ".");
            }
            settings.values.put(parts[0], parts[1]);
        }
        return settings;
    }

    int rows() {
        return Integer.parseInt(values.getOrDefault("rows", "1000000"));
    }

    int rounds() {
        return Integer.parseInt(values.getOrDefault("rounds", "5"));
    }

    boolean wants(String race) {
        return !values.containsKey("only")
                || List.of(values.get("only").split(",")).contains(race);
    }

    Optional<String> url(String end) {
        return Optional.ofNullable(values.get(end));
    }
}
