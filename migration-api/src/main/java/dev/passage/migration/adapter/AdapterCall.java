package dev.passage.migration.adapter;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation of a port, as it reached the proxy. Its text form names the operation and never an argument.
 *
 * <p>Immutable but for what its arguments allow; safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class AdapterCall {
    private final Method method;
    private final @Nullable Object[] arguments;

    /**
     * Creates a call.
     *
     * @param method the method of the port
     * @param arguments its arguments, each may be null; copied
     * @throws IllegalArgumentException if the method takes another number of arguments
     */
    public AdapterCall(Method method, @Nullable Object... arguments) {
        this.method = Objects.requireNonNull(method, "method");
        this.arguments = arguments.clone();
        if (method.getParameterCount() != arguments.length) {
            throw new IllegalArgumentException("Operation " + operationOf(method) + " takes "
                    + method.getParameterCount() + " arguments, not " + arguments.length + ".");
        }
    }

    /**
     * Returns how an operation is called in findings and reports.
     *
     * @param method a method of a port
     * @return for example {@code find(String, int)}
     */
    public static String operationOf(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }

    /**
     * Returns the method of the port.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /**
     * Returns the name of the operation with the types of its parameters.
     *
     * @return for example {@code find(String, int)}
     */
    public String operation() {
        return operationOf(method);
    }

    /**
     * Returns one argument.
     *
     * @param index its place, from 0
     * @return the argument, empty when it was null
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public Optional<Object> argument(int index) {
        return Optional.ofNullable(arguments[Objects.checkIndex(index, arguments.length)]);
    }

    /**
     * Returns all arguments.
     *
     * @return a new array, in which each may be null
     */
    public @Nullable Object[] arguments() {
        return arguments.clone();
    }

    @Override
    public String toString() {
        return operation();
    }
}
