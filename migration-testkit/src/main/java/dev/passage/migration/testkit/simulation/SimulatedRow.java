package dev.passage.migration.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row with its versions and its locks. */
final class SimulatedRow {
    private final List<Version> versions = new ArrayList<>(4);
    private final List<SimulatedTransaction> sharers = new ArrayList<>(2);
    private @Nullable SimulatedTransaction writer;

    /** What the row was from a commit on; null when it was deleted by it. */
    private record Version(long commit, @Nullable Object value) {}

    @Nullable
    Object at(long commit) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).commit() <= commit) {
                return versions.get(i).value();
            }
        }
        return null;
    }

    boolean changedSince(long commit) {
        return !versions.isEmpty() && versions.get(versions.size() - 1).commit() > commit;
    }

    void add(long commit, @Nullable Object value) {
        versions.add(new Version(commit, value));
    }

    boolean lock(SimulatedTransaction by, LockMode mode) {
        return switch (mode) {
            case KEY_SHARE -> true;
            case SHARE -> share(by);
            case UPDATE -> take(by);
        };
    }

    private boolean share(SimulatedTransaction by) {
        if (writer != null && writer != by) {
            return false;
        }
        if (!sharers.contains(by)) {
            sharers.add(by);
        }
        return true;
    }

    private boolean take(SimulatedTransaction by) {
        boolean held = writer != null && writer != by;
        if (held || sharers.size() > (sharers.contains(by) ? 1 : 0)) {
            return false;
        }
        writer = by;
        return true;
    }

    void unlock(SimulatedTransaction by) {
        sharers.remove(by);
        if (writer == by) {
            writer = null;
        }
    }
}
