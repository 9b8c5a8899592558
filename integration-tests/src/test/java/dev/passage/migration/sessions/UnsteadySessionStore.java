package dev.passage.migration.sessions;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTouch;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** A store whose server can be taken down, or answer only some of the calls. */
final class UnsteadySessionStore implements SessionStore {
    private final SessionStore store;
    private final Fencing fencing;
    private volatile int failingOneIn;

    UnsteadySessionStore(SessionStore store) {
        this(store, store.fencing());
    }

    private UnsteadySessionStore(SessionStore store, Fencing fencing) {
        this.store = store;
        this.fencing = fencing;
    }

    /** A store that refuses no write of an overtaken instance. */
    static UnsteadySessionStore withoutFence(SessionStore store) {
        return new UnsteadySessionStore(store, Fencing.COOPERATIVE);
    }

    void down() {
        failingOneIn = 1;
    }

    void failingOneIn(int calls) {
        failingOneIn = calls;
    }

    void up() {
        failingOneIn = 0;
    }

    private SessionStore reached() {
        int oneIn = failingOneIn;
        if (oneIn > 0 && ThreadLocalRandom.current().nextInt(oneIn) == 0) {
            throw SessionStoreException.unavailable(name(), "its server does not answer", null);
        }
        return store;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public Fencing fencing() {
        return fencing;
    }

    @Override
    public OptionalLong maximumBytes() {
        return store.maximumBytes();
    }

    @Override
    public void open() {
        reached().open();
    }

    @Override
    public Optional<SessionEntry> get(SessionId id) {
        return reached().get(id);
    }

    @Override
    public PutOutcome putIfNewer(SessionEntry entry, SessionFence fence) {
        return reached().putIfNewer(entry, fence);
    }

    @Override
    public Map<SessionId, SessionEntry> getAll(Collection<SessionId> ids) {
        return reached().getAll(ids);
    }

    @Override
    public List<PutOutcome> putAllIfNewer(List<SessionEntry> entries, SessionFence fence) {
        return reached().putAllIfNewer(entries, fence);
    }

    @Override
    public PutOutcome touch(SessionTouch touch, SessionFence fence) {
        return reached().touch(touch, fence);
    }

    @Override
    public SessionPage scan(Optional<String> cursor, int limit) {
        return reached().scan(cursor, limit);
    }

    @Override
    public boolean forget(Collection<SessionId> ids, SessionFence fence) {
        return reached().forget(ids, fence);
    }

    @Override
    public int purgeExpired(Instant now, int limit) {
        return reached().purgeExpired(now, limit);
    }

    @Override
    public void raise(SessionFence fence) {
        SessionStore raised = reached();
        if (fencing == Fencing.ENFORCED) {
            raised.raise(fence);
        }
    }

    @Override
    public PutOutcome addRepair(RepairItem item, SessionFence fence) {
        return reached().addRepair(item, fence);
    }

    @Override
    public List<RepairItem> repairs(String scope, int limit) {
        return reached().repairs(scope, limit);
    }

    @Override
    public void removeRepairs(String scope, Collection<RepairItem> items) {
        reached().removeRepairs(scope, items);
    }
}
