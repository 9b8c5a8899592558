package dev.passage.migration.testdatabase;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A data source whose next commits are executed or not, and then answered with an error as if the connection had been cut. */
public final class FaultyConnections {
    private final DataSource real;
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final AtomicInteger lostCommits = new AtomicInteger();
    private final AtomicInteger refusedConnections = new AtomicInteger();
    private final AtomicInteger connectionsUntilOther = new AtomicInteger();
    private volatile Other other = () -> {};

    /** What somebody else does meanwhile. */
    @FunctionalInterface
    public interface Other {
        void act() throws SQLException;
    }

    public FaultyConnections(DataSource real) {
        this.real = real;
    }

    public void loseAnswersOfCommits(int count) {
        lostAnswers.set(count);
    }

    public void loseCommits(int count) {
        lostCommits.set(count);
    }

    public void refuseConnections(int count) {
        refusedConnections.set(count);
    }

    /** Lets somebody else act just before the connection of this number is made, counted from now. */
    public void beforeConnection(int number, Other act) {
        other = act;
        connectionsUntilOther.set(number);
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (taken(refusedConnections)) {
                        throw new SQLException("refused jdbc:postgresql://host/db?password=canary", "08001");
                    }
                    if (connectionsUntilOther.getAndDecrement() == 1) {
                        other.act();
                    }
                    Object result = call(real, method, arguments);
                    return result instanceof Connection connection ? wrapped(connection) : result;
                });
    }

    private Connection wrapped(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        if (taken(lostCommits)) {
                            connection.rollback();
                            throw new SQLException("cut before", "08006");
                        }
                        connection.commit();
                        if (taken(lostAnswers)) {
                            throw new SQLException("cut after", "08007");
                        }
                        return null;
                    }
                    Object result = call(connection, method, arguments);
                    return result instanceof PreparedStatement statement && connection.getAutoCommit()
                            ? committing(statement)
                            : result;
                });
    }

    /** Under auto-commit a change is a commit. */
    private PreparedStatement committing(PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    boolean commits = method.getName().equals("executeUpdate");
                    if (commits && taken(lostCommits)) {
                        throw new SQLException("cut before", "08006");
                    }
                    Object result = call(statement, method, arguments);
                    if (commits && taken(lostAnswers)) {
                        throw new SQLException("cut after", "08007");
                    }
                    return result;
                });
    }

    private static boolean taken(AtomicInteger count) {
        return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
