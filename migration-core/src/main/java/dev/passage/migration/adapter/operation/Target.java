package dev.passage.migration.adapter.operation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the two adapters behind a port.
 *
 * @since 0.1.0
 */
public final class Target {
    private final Object adapter;

    /**
     * Creates it.
     *
     * @param adapter the adapter
     */
    public Target(Object adapter) {
        this.adapter = Objects.requireNonNull(adapter, "adapter");
    }

    /**
     * Calls an operation.
     *
     * @param method the method of the port
     * @param arguments its arguments, null when it has none
     * @return what it returned
     * @throws Throwable what it threw, the very same
     */
    public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(adapter, arguments);
        } catch (InvocationTargetException thrown) {
            throw Objects.requireNonNullElse(thrown.getCause(), thrown);
        } catch (IllegalAccessException closed) {
            if (!method.trySetAccessible()) {
                throw new IllegalStateException(
                        "Operation " + method.getName() + " of "
                                + method.getDeclaringClass().getName()
                                + " cannot be called, because its package is closed. Open it to the module"
                                + " dev.passage.migration.core.",
                        closed);
            }
            return call(method, arguments);
        }
    }

    /**
     * Returns the class of the adapter.
     *
     * @return the class
     */
    public Class<?> type() {
        return adapter.getClass();
    }

    /**
     * Returns the adapter itself.
     *
     * @return the adapter
     */
    public Object adapter() {
        return adapter;
    }
}
