package dev.passage.migration.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named point in production code at which a test can make something go wrong (T2).
 *
 * <p>Production code declares each point as a constant and calls {@link #reached()} there; without an injector that is one
 * null check. The names are part of the API: a test that breaks a migration at {@code copy.chunk.before-commit} keeps
 * working. The injector is one for the process, so tests that set it must not run in parallel in one JVM.
 *
 * @param name lower-case words joined by dots and hyphens, unique in the process, for example
 *     {@code copy.chunk.before-commit}
 * @since 0.1.0
 */
public record FaultPoint(String name) {

    private static volatile @Nullable FaultInjector injector;

    /** Checks that the name is given. */
    public FaultPoint {
        Objects.requireNonNull(name, "name");
    }

    /**
     * Returns the point of this name.
     *
     * @param name the name
     * @return the point
     */
    public static FaultPoint named(String name) {
        return new FaultPoint(name);
    }

    /**
     * Sets what happens at every point of the process, or nothing from now on.
     *
     * @param newInjector what to call, or null for nothing, which is how every process starts
     */
    public static void inject(@Nullable FaultInjector newInjector) {
        injector = newInjector;
    }

    /** Tells the injector, if there is one, that this point was reached; it may throw, wait or end the process. */
    public void reached() {
        FaultInjector present = injector;
        if (present != null) {
            present.reached(this);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
