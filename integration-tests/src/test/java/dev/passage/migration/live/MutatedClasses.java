package dev.passage.migration.live;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Loads the classes of Passage and of these tests anew, some of them changed; what else there is, is the one of the process. */
final class MutatedClasses extends ClassLoader {
    private static final String OURS = "dev.passage.migration.";
    private static final String SHARED = OURS + "testkit.";

    private final List<Edit> edits;
    private final Set<String> defined = new HashSet<>();

    MutatedClasses(List<Edit> edits) {
        super(MutatedClasses.class.getClassLoader());
        this.edits = List.copyOf(edits);
    }

    /** Plays a story with these classes; returns whether its rule held. */
    boolean holds(Story story) throws Exception {
        Class<?> type = loadClass(Story.class.getName());
        Object mine = Stream.of(type.getEnumConstants())
                .filter(each -> each.toString().equals(story.name()))
                .findFirst()
                .orElseThrow();
        Object held = ((Callable<?>) mine).call();
        for (Edit edit : edits) {
            if (!defined.contains(edit.className())) {
                throw new IllegalStateException(edit.className() + " was changed and took no part in " + story + ".");
            }
        }
        return Boolean.TRUE.equals(held);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = codeOf(name);
        List<Edit> mine =
                edits.stream().filter(edit -> edit.className().equals(name)).toList();
        synchronized (defined) {
            defined.add(name);
        }
        byte[] changed = mine.isEmpty() ? code : Edit.applied(code, mine);
        return defineClass(name, changed, 0, changed.length);
    }

    private byte[] codeOf(String name) throws ClassNotFoundException {
        try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return code.readAllBytes();
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
