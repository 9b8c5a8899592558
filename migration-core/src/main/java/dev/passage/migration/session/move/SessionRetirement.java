package dev.passage.migration.session.move;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.step.StepContext;
import java.util.List;
import java.util.Optional;

/** Makes a store forget what the move has left there. */
final class SessionRetirement {
    private static final int BATCH = 500;

    private final StepContext context;
    private final SessionFence fence;

    SessionRetirement(StepContext context, SessionFence fence) {
        this.context = context;
        this.fence = fence;
    }

    /** Forgets every entry of a store; tells whether it reached the end before it was asked to stop. */
    boolean empty(SessionStore store) {
        long forgotten = 0;
        long before;
        do {
            before = forgotten;
            Optional<String> cursor = Optional.empty();
            do {
                if (context.stopRequested()) {
                    return false;
                }
                SessionPage page = store.scan(cursor, BATCH);
                forgotten += forget(store, page);
                cursor = page.next();
                context.progress().done(forgotten);
            } while (cursor.isPresent());
        } while (forgotten > before);
        context.note("entries removed from " + store.name(), Long.toString(forgotten));
        return true;
    }

    private int forget(SessionStore store, SessionPage page) {
        if (page.entries().isEmpty()) {
            return 0;
        }
        if (!store.forget(page.entries().stream().map(SessionEntry::id).toList(), fence)) {
            throw StepFailedException.retryable(
                    FailureKind.LEASE_LOST,
                    "Store " + store.name() + " has seen a later stage than epoch " + fence.epoch() + ".",
                    "Nothing to do: the removal goes on under the later stage.");
        }
        SessionMoveFaultPoints.PAGE_FORGOTTEN.reached();
        return page.entries().size();
    }

    /** Takes away notes of what the other store missed, once nobody needs that store any more. */
    void forgetNotes(SessionStore store) {
        List<RepairItem> items = store.repairs(fence.scope(), BATCH);
        while (!items.isEmpty()) {
            store.removeRepairs(fence.scope(), items);
            items = store.repairs(fence.scope(), BATCH);
        }
    }
}
