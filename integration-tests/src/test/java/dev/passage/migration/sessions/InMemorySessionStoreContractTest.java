package dev.passage.migration.sessions;

import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.testkit.session.SessionStoreContract;

/** The store in memory (S1). */
final class InMemorySessionStoreContractTest implements SessionStoreContract {
    private final SessionStore store = InMemorySessionStore.named("memory");

    @Override
    public SessionStore store() {
        return store;
    }
}
