package dev.passage.migration.engine;

import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.RecordDraft;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;

/** A journal in which something else happens just before a call, once. */
final class InterposedJournal {
    private final Journal real;
    private final Queue<Interposed> next = new ConcurrentLinkedQueue<>();

    private record Interposed(BiPredicate<String, List<?>> call, Runnable other) {}

    InterposedJournal(Journal real) {
        this.real = real;
    }

    void before(String method, Runnable other) {
        next.add(new Interposed((called, arguments) -> called.equals(method), other));
    }

    /** Before the first call that is to store a record of this kind. */
    void beforeRecord(String kind, Runnable other) {
        next.add(new Interposed((called, arguments) -> arguments.stream().anyMatch(one -> holds(one, kind)), other));
    }

    private static boolean holds(Object argument, String kind) {
        return argument instanceof List<?> many
                && many.stream()
                        .anyMatch(one ->
                                one instanceof RecordDraft draft && draft.kind().equals(kind));
    }

    Journal journal() {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    interpose(method.getName(), arguments == null ? List.of() : List.of(arguments));
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private void interpose(String method, List<?> arguments) {
        Interposed interposed = next.peek();
        if (interposed != null && interposed.call().test(method, arguments) && next.remove(interposed)) {
            interposed.other().run();
        }
    }
}
