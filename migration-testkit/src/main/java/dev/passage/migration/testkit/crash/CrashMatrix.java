package dev.passage.migration.testkit.crash;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a scenario once, then once for each fault point that it reached and its first, middle and last hit, lets the process die
 * there, starts it again and checks the end (T3). Points that are known but were never reached are published as a report entry.
 *
 * <pre>{@code
 * @CrashMatrix(UpgradeScenario.class)
 * void survives(CrashCase crash) throws Exception {
 *     crash.run();
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(CrashMatrixExtension.class)
public @interface CrashMatrix {
    /**
     * The scenario; a class with a constructor without parameters.
     *
     * @return the class
     */
    Class<? extends CrashScenario> value();

    /**
     * How many cases with a second crash during the recovery are added, chosen by the seed of this run.
     *
     * @return 0 for none
     */
    int pairs() default 0;

    /**
     * At which hits of each point the process dies once.
     *
     * @return first, middle and last, if not said otherwise
     */
    Hits hits() default Hits.FIRST_MIDDLE_LAST;

    /**
     * What happens at each of these hits, a case for each; a second crash of a pair is always a death.
     *
     * @return the death of the process, if not said otherwise
     */
    Action[] actions() default Action.DIE;

    /**
     * Whether a child process runs the migration and dies by {@code kill -9}, and the process of the test takes over. The
     * scenario needs databases that outlive a process, see {@link CrashScenario#world()}.
     *
     * @return whether to fork; a death within the process of the test otherwise, which is faster
     */
    boolean forked() default false;

    /**
     * What happens at a point.
     *
     * @since 0.1.0
     */
    enum Action {
        /** The process dies, and another goes on. */
        DIE,
        /** The code that reached the point gets an exception, and the process lives on. */
        THROW,
        /** The next commit of each data source takes place, but its caller gets an error and the connection is cut. */
        LOSE_ACKNOWLEDGEMENT,
        /** The code that reached the point is late by a tenth of a second. */
        DELAY
    }

    /**
     * The hits of a point at which the process dies.
     *
     * @since 0.1.0
     */
    enum Hits {
        /** At none: only pairs are run. */
        NONE,
        /** At the first. */
        FIRST,
        /** At the first, the middle and the last. */
        FIRST_MIDDLE_LAST
    }
}
