package dev.passage.migration.session;

import dev.passage.migration.failure.SessionStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies a page of entries through this process. Sessions that the target refuses for what they are do not stop the others. */
final class EntryTransfer {
    private final SessionStore source;
    private final SessionStore target;

    private EntryTransfer(SessionStore source, SessionStore target) {
        this.source = source;
        this.target = target;
    }

    static EntryTransfer between(SessionStore source, SessionStore target) {
        return new EntryTransfer(source, target);
    }

    SessionTransfer transfer(Optional<String> cursor, int limit, Instant now, SessionFence fence) {
        SessionPage page = source.scan(cursor, limit);
        List<SessionFault> faults = new ArrayList<>(page.unreadable());
        List<SessionEntry> fitting = new ArrayList<>();
        long expired = 0;
        long most = target.maximumBytes().orElse(Long.MAX_VALUE);
        for (SessionEntry entry : page.entries()) {
            if (entry.isExpiredAt(now)) {
                expired++;
            } else if (entry.bytes() > most) {
                faults.add(tooLarge(entry, most));
            } else {
                fitting.add(entry);
            }
        }
        List<PutOutcome> outcomes = fitting.isEmpty() ? List.of() : write(fitting, fence, faults);
        return new SessionTransfer(
                page.next(),
                page.entries().size(),
                outcomes.stream().filter(PutOutcome.STORED::equals).count(),
                expired,
                outcomes.contains(PutOutcome.FENCED),
                faults);
    }

    private List<PutOutcome> write(List<SessionEntry> entries, SessionFence fence, List<SessionFault> faults) {
        try {
            return target.putAllIfNewer(entries, fence);
        } catch (SessionStoreException refused) {
            if (refused.isOutage()) {
                throw refused;
            }
        }
        List<PutOutcome> outcomes = new ArrayList<>();
        for (SessionEntry entry : entries) {
            try {
                outcomes.add(target.putIfNewer(entry, fence));
            } catch (SessionStoreException refused) {
                if (refused.isOutage()) {
                    throw refused;
                }
                faults.add(new SessionFault(entry.id(), refused.problem()));
            }
        }
        return outcomes;
    }

    private SessionFault tooLarge(SessionEntry entry, long most) {
        return new SessionFault(
                entry.id(),
                "it has " + entry.bytes() + " bytes, and " + target.name() + " takes " + most + " at the most");
    }
}
