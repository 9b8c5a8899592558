package dev.passage.migration.capture;

import dev.passage.migration.capture.ChangeFeed.Origin;
import dev.passage.migration.sql.ConnectionSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose transactions the mover can mark as its own, and which forget that before they go back to their pool: a host
 * that got a marked one would write unseen.
 *
 * @since 0.1.0
 */
public final class OwnConnections {

    private OwnConnections() {}

    /**
     * Opens a connection that can be marked.
     *
     * @param source where it comes from
     * @return the connection; closing it takes every mark away
     * @throws SQLException when there is none
     */
    public static Connection open(ConnectionSource source) throws SQLException {
        Marked marked = new Marked(source.open());
        return (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, marked);
    }

    /**
     * Marks the present transaction of a connection.
     *
     * @param feed the feed that shall not see it
     * @param connection a connection that was opened here
     * @throws IllegalArgumentException if it was opened elsewhere, because nobody would take the mark away
     * @throws SQLException when the database refuses
     */
    public static void mark(ChangeFeed feed, Connection connection) throws SQLException {
        if (!Proxy.isProxyClass(connection.getClass())
                || !(Proxy.getInvocationHandler(connection) instanceof Marked marked)) {
            throw new IllegalArgumentException("The connection was not opened to be marked.");
        }
        marked.enter(feed);
    }

    private static final class Marked implements InvocationHandler {
        private final Connection connection;
        private @Nullable Origin origin;

        Marked(Connection connection) {
            this.connection = Objects.requireNonNull(connection, "connection");
        }

        void enter(ChangeFeed feed) throws SQLException {
            origin = feed.enter(connection);
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("close") && origin != null) {
                forget(origin);
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException failure) {
                throw failure.getCause() == null ? failure : failure.getCause();
            }
        }

        /** A connection that cannot forget is better dead than handed on. */
        private void forget(Origin former) throws SQLException {
            origin = null;
            try {
                former.close();
            } catch (SQLException lost) {
                connection.abort(Runnable::run);
            }
        }
    }
}
