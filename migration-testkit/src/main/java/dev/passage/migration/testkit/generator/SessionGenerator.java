package dev.passage.migration.testkit.generator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes sessions of any number from a seed, one at a time and so in constant memory: short ones and large ones, some expired,
 * with texts that stores get wrong (empty, quotes, line breaks, characters outside of the basic plane) (T6).
 *
 * <pre>{@code
 * SessionGenerator sessions = SessionGenerator.of(Seed.ofThisRun(), clock.instant());
 * sessions.sessions(100_000).forEach(store::put);
 * }</pre>
 *
 * <p>The same seed and number make the same session. Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class SessionGenerator {
    private static final String[] AWKWARD = {
        "",
        " ",
        "it's",
        "a\"b\\c",
        "line\nbreak",
        "tab\t",
        "\u00e9\u00df",
        "\u4e2d\u6587",
        "\ud83d\ude9a",
        "null",
        "%s{}"
    };
    private static final long LONGEST_AGE_SECONDS = Duration.ofDays(2).toSeconds();

    private final long seed;
    private final Instant now;
    private final int attributes;

    private SessionGenerator(long seed, Instant now, int attributes) {
        this.seed = seed;
        this.now = now;
        this.attributes = attributes;
    }

    /**
     * Returns a generator of sessions with up to 8 attributes each.
     *
     * @param seed the source of chance
     * @param now the present of the test; sessions began up to two days before, and about one in four has expired
     * @return the generator
     */
    public static SessionGenerator of(long seed, Instant now) {
        return new SessionGenerator(seed, Objects.requireNonNull(now, "now"), 8);
    }

    /**
     * Sets how many attributes a session has at the most.
     *
     * @param most 0 or more
     * @return a generator that differs in this
     */
    public SessionGenerator withAttributes(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("A session has 0 attributes or more, but " + most + " was asked for.");
        }
        return new SessionGenerator(seed, now, most);
    }

    /**
     * Returns the first sessions.
     *
     * @param count how many, 0 or more
     * @return the sessions, made as they are asked for
     */
    public Stream<GeneratedSession> sessions(long count) {
        return LongStream.range(0, count).mapToObj(this::session);
    }

    /**
     * Returns one session.
     *
     * @param number its number, from 0
     * @return the session
     */
    public GeneratedSession session(long number) {
        Random chance = new Random(seed * 31 + number * 0x9E3779B97F4A7C15L);
        Instant created = now.minusMillis((long) (chance.nextDouble() * LONGEST_AGE_SECONDS * 1000));
        Instant expires = chance.nextInt(4) == 0
                ? created.plusMillis(1
                        + (long) (chance.nextDouble()
                                * Duration.between(created, now).toMillis()))
                : now.plusSeconds(1 + chance.nextInt(86_400));
        return new GeneratedSession(
                String.format(Locale.ROOT, "%012x%08x", number, chance.nextInt()),
                "user-" + Math.floorMod(chance.nextLong(), 1 + number / 2),
                created,
                expires,
                attributes(chance));
    }

    private Map<String, String> attributes(Random chance) {
        Map<String, String> made = new LinkedHashMap<>();
        int count = chance.nextInt(attributes + 1);
        for (int index = 0; index < count; index++) {
            made.put("attribute-" + index, text(chance));
        }
        return made;
    }

    private static String text(Random chance) {
        String awkward = AWKWARD[chance.nextInt(AWKWARD.length)];
        return switch (chance.nextInt(10)) {
            case 0 -> awkward.repeat(1 + chance.nextInt(500));
            case 1, 2, 3 -> awkward;
            default -> "value-" + chance.nextInt(1_000_000);
        };
    }
}
