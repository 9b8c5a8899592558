package dev.passage.migration.testkit.connection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands between production code and one connection: logs what goes through and breaks it where the test says. */
final class ConnectionCalls implements InvocationHandler {

    private final FaultyDataSource source;
    private final Connection real;
    private final int number;

    ConnectionCalls(FaultyDataSource source, Connection real, int number) {
        this.source = source;
        this.real = real;
        this.number = number;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "commit" -> passing("commit", () -> call(real, method, arguments));
            case "rollback" -> {
                source.log(number, "rollback");
                yield call(real, method, arguments);
            }
            case "close", "abort" -> {
                source.closed(real);
                yield call(real, method, arguments);
            }
            case "createStatement" -> statement(proxy, Statement.class, call(real, method, arguments), "");
            case "prepareStatement" ->
                statement(proxy, PreparedStatement.class, call(real, method, arguments), textOf(arguments));
            case "prepareCall" ->
                statement(proxy, CallableStatement.class, call(real, method, arguments), textOf(arguments));
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> call(real, method, arguments);
        };
    }

    private Object statement(Object connection, Class<?> type, @Nullable Object statement, String prepared) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "execute",
                    "executeQuery",
                    "executeUpdate",
                    "executeLargeUpdate",
                    "executeBatch",
                    "executeLargeBatch" ->
                passing(
                        prepared.isEmpty() ? textOf(arguments) : prepared,
                        () -> committing(() -> call(statement, method, arguments)));
            case "getConnection" -> connection;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> call(statement, method, arguments);
        };
        return Proxy.newProxyInstance(ConnectionCalls.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** Under auto-commit each statement is a commit too. */
    private @Nullable Object committing(Call call) throws Throwable {
        return real.getAutoCommit() ? broken("commit", call) : call.run();
    }

    private @Nullable Object passing(String text, Call call) throws Throwable {
        return broken(text, () -> {
            Object result = call.run();
            source.log(number, text);
            source.hold(text);
            return result;
        });
    }

    private @Nullable Object broken(String text, Call call) throws Throwable {
        Optional<ConnectionFault> fault = source.faultAt(text);
        if (fault.isPresent() && !fault.get().isAfter()) {
            throw broken(fault.get());
        }
        Object result = call.run();
        if (fault.isPresent()) {
            throw broken(fault.get());
        }
        return result;
    }

    private SQLException broken(ConnectionFault fault) {
        if (fault.cutsConnection()) {
            source.closed(real);
            FaultyDataSource.cut(real);
        }
        return fault.exception();
    }

    private static String textOf(@Nullable Object @Nullable [] arguments) {
        return arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
    }

    private static @Nullable Object call(
            @Nullable Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** What the real connection or statement does. */
    @FunctionalInterface
    private interface Call {
        @Nullable
        Object run() throws Throwable;
    }
}
