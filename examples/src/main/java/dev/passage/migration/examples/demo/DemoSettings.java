package dev.passage.migration.examples.demo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** What the demo is asked to do, as system properties that begin with {@code demo.}. */
record DemoSettings(Engine database, long rows, boolean dryRun, boolean rollback, boolean fresh, Path folder) {
    private static final long USUAL_ROWS = 300_000;
    private static final long MOST_ROWS = 100_000_000;

    /** The databases that the demo can start by itself. */
    enum Engine {
        H2,
        POSTGRESQL;

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static DemoSettings of(Properties properties) {
        Engine database = engine(properties.getProperty("demo.database", "h2"));
        return new DemoSettings(
                database,
                rows(properties.getProperty("demo.rows", Long.toString(USUAL_ROWS))),
                flag(properties, "demo.dryRun"),
                flag(properties, "demo.rollback"),
                flag(properties, "demo.fresh"),
                Path.of(properties.getProperty("demo.folder", "target/demo"))
                        .toAbsolutePath()
                        .normalize()
                        .resolve(database.folder()));
    }

    private static Engine engine(String name) {
        for (Engine engine : Engine.values()) {
            if (engine.folder().equalsIgnoreCase(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException(
                "The demo knows no database \"" + name + "\". Use -Ddemo.database=h2 or -Ddemo.database=postgresql.");
    }

    private static long rows(String text) {
        try {
            long rows = Long.parseLong(text.replace("_", ""));
            if (rows >= 1 && rows <= MOST_ROWS) {
                return rows;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException("-Ddemo.rows=" + text + " is no number from 1 to " + MOST_ROWS
                + ". Use for example -Ddemo.rows=1000000.");
    }

    private static boolean flag(Properties properties, String name) {
        String text = properties.getProperty(name);
        return text != null && !text.equalsIgnoreCase("false");
    }
}
