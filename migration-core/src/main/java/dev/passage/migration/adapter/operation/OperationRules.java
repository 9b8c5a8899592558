package dev.passage.migration.adapter.operation;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOnce;
import dev.passage.migration.adapter.CallRepeatable;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;

/**
 * Tells which operations of a port may run twice: those that the host allows, those declared so, and those named as reading. All
 * others may not, for a doubt costs a comparison, and a mistake costs a second payment (A1). Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class OperationRules {
    private static final Pattern READING =
            Pattern.compile("(get|find|list|is|has|can|count|read|query|search|exists|contains|load|fetch|lookup"
                    + "|describe|check|validate|verify|calculate|compute|convert|estimate|quote|preview|select|show|supports"
                    + "|size|status|version|ping)(?![a-z]).*");
    private static final Pattern CHANGING = Pattern.compile(
            "(add|append|apply|book|cancel|change|charge|clear|close|commit|confirm|create|delete|drop|execute|insert"
                    + "|issue|mark|merge|move|notify|open|order|pay|post|publish|purge|push|put|refund|register|release|remove|rename"
                    + "|reserve|reset|save|send|set|start|stop|store|submit|subscribe|transfer|update|upload|upsert|write)(?![a-z]).*");
    private static final List<Class<?>> READ_ONCE = List.of(
            Iterator.class,
            Enumeration.class,
            BaseStream.class,
            InputStream.class,
            OutputStream.class,
            Reader.class,
            Closeable.class,
            AutoCloseable.class,
            Flow.Publisher.class,
            Future.class);

    private final Set<String> allowed;

    /**
     * Creates rules.
     *
     * @param allowed names of operations, with or without the types of their parameters, that may run twice whatever else is said
     */
    public OperationRules(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * Returns the operations of a port: what its proxy passes on, with those of its parents, in the order of their names.
     *
     * @param port the interface
     * @return its methods without static ones and without those of {@link Object}
     */
    public static List<Method> operationsOf(Class<?> port) {
        return Arrays.stream(port.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isBridge() && !isOfObject(method))
                .sorted(Comparator.comparing(AdapterCall::operationOf).thenComparing(Method::toString))
                .toList();
    }

    /**
     * Tells whether an operation may run twice.
     *
     * @param method the method of the port
     * @return whether, and how that is known
     */
    public Repeatability of(Method method) {
        if (readsOnce(method)) {
            return Repeatability.READ_ONCE;
        }
        if (allowed.contains(method.getName()) || allowed.contains(AdapterCall.operationOf(method))) {
            return Repeatability.ALLOWED;
        }
        if (method.isAnnotationPresent(CallOnce.class)) {
            return Repeatability.DECLARED_ONCE;
        }
        if (method.isAnnotationPresent(CallRepeatable.class)) {
            return Repeatability.DECLARED_REPEATABLE;
        }
        if (CHANGING.matcher(method.getName()).matches()) {
            return Repeatability.NAMED_AS_CHANGING;
        }
        boolean answers = method.getReturnType() != void.class;
        return answers && READING.matcher(method.getName()).matches()
                ? Repeatability.NAMED_AS_READING
                : Repeatability.UNKNOWN;
    }

    /**
     * Tells whether a value can be read only once, so that it can neither be shared by two adapters nor compared.
     *
     * @param type its class
     * @return whether
     */
    public static boolean isReadOnce(Class<?> type) {
        return !CompletionStage.class.isAssignableFrom(type)
                && READ_ONCE.stream().anyMatch(once -> once.isAssignableFrom(type));
    }

    private static boolean readsOnce(Method method) {
        return isReadOnce(method.getReturnType())
                || Arrays.stream(method.getParameterTypes()).anyMatch(OperationRules::isReadOnce);
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException own) {
            return false;
        }
    }
}
