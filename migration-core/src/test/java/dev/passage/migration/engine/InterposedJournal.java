package dev.passage.migration.engine;

import dev.passage.migration.journal.Journal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;

/** A journal in which something else happens just before a call, once. */
final class InterposedJournal {
    private final Journal real;
    private final AtomicReference<Interposed> next = new AtomicReference<>();

    private record Interposed(String call, Runnable other) {}

    InterposedJournal(Journal real) {
        this.real = real;
    }

    void before(String call, Runnable other) {
        next.set(new Interposed(call, other));
    }

    Journal journal() {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    Interposed interposed = next.get();
                    if (interposed != null
                            && interposed.call().equals(method.getName())
                            && next.compareAndSet(interposed, null)) {
                        interposed.other().run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
