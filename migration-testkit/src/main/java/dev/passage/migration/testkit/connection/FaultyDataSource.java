package dev.passage.migration.testkit.connection;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose connections break where a test says, and that logs what goes through them (T4). Stands between production
 * code and a real database. Safe for use by several threads.
 *
 * <p>{@link #kill()} stands for what the database sees when the process dies: each connection is cut, its transaction rolled
 * back, and no new one comes. A process that comes back gets a new {@code FaultyDataSource}.
 *
 * @since 0.1.0
 */
public final class FaultyDataSource implements DataSource {

    private final DataSource real;
    private final StatementLog log = new StatementLog();
    private final CopyOnWriteArrayList<ConnectionFault> faults = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Late> late = new CopyOnWriteArrayList<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean dead;
    private volatile int most = Integer.MAX_VALUE;

    /**
     * Creates a source that lets everything through.
     *
     * @param real where connections come from
     */
    public FaultyDataSource(DataSource real) {
        this.real = Objects.requireNonNull(real, "real");
    }

    /**
     * Returns what went through the connections.
     *
     * @return the log
     */
    public StatementLog log() {
        return log;
    }

    /**
     * Cuts the connection at a coming commit before the database hears of it: SQLSTATE 08006, nothing is stored. Under auto-commit
     * each statement is a commit.
     *
     * @param hit 1 for the next commit
     * @return this source
     */
    public FaultyDataSource dropBeforeCommit(int hit) {
        return add(new ConnectionFault("commit"::equals, hit, "08006", ConnectionFault.Moment.BEFORE, true));
    }

    /**
     * Cuts the connection after a coming commit, before its acknowledgement arrives: SQLSTATE 08007, everything is stored. Under
     * auto-commit each statement is a commit.
     *
     * @param hit 1 for the next commit
     * @return this source
     */
    public FaultyDataSource loseAcknowledgement(int hit) {
        return add(new ConnectionFault("commit"::equals, hit, "08007", ConnectionFault.Moment.AFTER, true));
    }

    /**
     * Fails a coming statement with an SQLSTATE, before the database hears of it. Useful states: 40001 (serialisation), 40P01
     * (deadlock), 55P03 (lock not available), after which the connection stays usable as far as its database allows; 57P01 (ended
     * by an operator) and those of class 08 (connection lost), which cut it.
     *
     * @param pattern a regular expression that is found in the text of the statement; {@code ^commit$} for a commit
     * @param hit 1 for the next that fits
     * @param sqlState the state
     * @return this source
     */
    public FaultyDataSource failStatement(String pattern, int hit, String sqlState) {
        Predicate<String> found =
                Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).asPredicate();
        boolean cuts = sqlState.startsWith("08") || sqlState.equals("57P01");
        return add(new ConnectionFault(found, hit, sqlState, ConnectionFault.Moment.BEFORE, cuts));
    }

    /**
     * Delivers the result of each coming statement late, of the real clock; the database has done it by then.
     *
     * @param pattern a regular expression that is found in the text of the statement; {@code ^commit$} for a commit
     * @param time how late, until {@link #heal()}
     * @return this source
     */
    public FaultyDataSource delayResults(String pattern, Duration time) {
        late.add(new Late(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).asPredicate(), time.toNanos()));
        return this;
    }

    /**
     * Refuses a connection while this many are open, as an exhausted pool does.
     *
     * @param count how many may be open
     * @return this source
     */
    public FaultyDataSource limitTo(int count) {
        most = count;
        return this;
    }

    private FaultyDataSource add(ConnectionFault fault) {
        faults.add(fault);
        return this;
    }

    /** Cuts every connection and gives no new one from now on, as the death of the process does. */
    public void kill() {
        dead = true;
        open.forEach(FaultyDataSource::cut);
        open.clear();
    }

    /** Forgets every fault that has not happened yet. */
    public void heal() {
        faults.clear();
        late.clear();
        most = Integer.MAX_VALUE;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (dead) {
            throw new SQLTransientConnectionException("The process of this connection is dead.", "08003");
        }
        if (open.size() >= most) {
            throw new SQLTransientConnectionException("Every connection of the pool is in use.", "08001");
        }
        Connection connection = real.getConnection();
        open.add(connection);
        if (dead) {
            cut(connection);
        }
        ConnectionCalls calls = new ConnectionCalls(this, connection, log.nextConnection());
        return (Connection) Proxy.newProxyInstance(
                FaultyDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, calls);
    }

    void closed(Connection connection) {
        open.remove(connection);
    }

    void log(int connection, String text) {
        log.add(connection, text);
    }

    /** Returns the fault that happens at this statement, once. */
    Optional<ConnectionFault> faultAt(String text) {
        for (ConnectionFault fault : faults) {
            if (fault.isDue(text)) {
                faults.remove(fault);
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Holds the thread whose statement was done for as long as its result is late. */
    void hold(String text) {
        for (Late one : late) {
            if (one.statement.test(text)) {
                long end = System.nanoTime() + one.nanos;
                for (long left = one.nanos; left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        }
    }

    static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            close(connection);
        }
        close(connection);
    }

    @SuppressWarnings("EmptyCatch")
    private static void close(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
            }
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // It is cut already, which is what was wanted.
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Give the faulty data source a source that knows its user.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        real.setLogWriter(writer);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || real.isWrapperFor(type);
    }

    private record Late(Predicate<String> statement, long nanos) {}
}
