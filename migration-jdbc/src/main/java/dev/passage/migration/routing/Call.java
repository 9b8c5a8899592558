package dev.passage.migration.routing;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call on an object of a driver's, remembered to be made later or once more. */
final class Call {
    private final Method method;
    private final @Nullable Object[] arguments;

    Call(Method method, @Nullable Object[] arguments) {
        this.method = method;
        this.arguments = Arrays.stream(arguments).map(Call::kept).toArray();
    }

    /** What the caller may change after the call is copied. */
    private static @Nullable Object kept(@Nullable Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (argument instanceof Timestamp timestamp) {
            return timestamp.clone();
        }
        if (argument instanceof Date date) {
            return date.clone();
        }
        if (argument instanceof Time time) {
            return time.clone();
        }
        return argument instanceof Calendar calendar ? calendar.clone() : argument;
    }

    String name() {
        return method.getName();
    }

    /** Returns the place or name of the parameter that the call sets. */
    Object parameter() {
        Object place = String.valueOf(arguments[0]);
        return name().startsWith("register") ? List.of("out", place) : place;
    }

    /** Tells whether an argument can be read only once. */
    boolean isSpentByItsUse() {
        return Arrays.stream(arguments)
                .anyMatch(argument -> argument instanceof InputStream || argument instanceof Reader);
    }

    @Nullable
    Object on(Object target) throws Throwable {
        return invoke(target, method, arguments);
    }

    /** Calls as if the driver's object had been called directly: what it throws, this throws. */
    static @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Call.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
