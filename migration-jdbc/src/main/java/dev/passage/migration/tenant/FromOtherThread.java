package dev.passage.migration.tenant;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What was thrown in a thread that a step has begun, for the thread of the step. */
final class FromOtherThread {

    private FromOtherThread() {}

    /** Throws it again; returns if there is nothing. */
    static void rethrow(@Nullable Throwable thrown) throws SQLException {
        if (thrown instanceof SQLException refused) {
            throw refused;
        }
        if (thrown instanceof RuntimeException wrong) {
            throw wrong;
        }
        if (thrown instanceof Error grave) {
            throw grave;
        }
    }
}
