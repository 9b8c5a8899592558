package dev.passage.migration.routing;

import dev.passage.migration.endpoint.Endpoint;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a tenant. The first statement of each transaction passes the tenant's gate, at whichever database owns the
 * tenant then; under auto-commit each statement becomes a small transaction that does so. Between transactions the connection
 * beneath may change; settings and statements are made again there.
 */
final class GatedConnection implements InvocationHandler, Entrance.Visitor {
    private static final @Nullable Object[] NOTHING = new Object[0];

    private final Entrance entrance;
    private final Duration limit;
    private final Connection proxy;
    private final Map<String, Call> settings = new LinkedHashMap<>();
    private final TransactionWatch watch;
    private @Nullable OwnerConnection present;
    private long generation;
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean begun;
    private boolean gateHeld;
    private boolean closed;

    GatedConnection(Entrance entrance, Duration limit, TenantTraffic traffic) {
        this.entrance = entrance;
        this.limit = limit;
        this.watch = new TransactionWatch(traffic, entrance.tenant());
        this.proxy = Call.proxy(Connection.class, this);
    }

    /** Something that a statement does on the connection beneath. */
    @FunctionalInterface
    interface Execution {
        @Nullable
        Object run(OwnerConnection owner) throws Throwable;
    }

    Connection proxy() {
        return proxy;
    }

    boolean autoCommit() {
        return autoCommit;
    }

    /** Grows whenever another connection takes the place of the present one. */
    long generation() {
        return generation;
    }

    String tenant() {
        return entrance.tenant();
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? NOTHING : given;
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "Connection of tenant " + tenant();
            case "isClosed" -> closed;
            case "close" -> {
                close();
                yield null;
            }
            case "abort" -> {
                closed = true;
                yield present == null ? null : Call.invoke(present.connection(), method, arguments);
            }
            case "isValid" -> !closed && Boolean.TRUE.equals(Call.invoke(owner().connection(), method, arguments));
            default -> {
                checkOpen();
                yield open(self, method, arguments);
            }
        };
    }

    private @Nullable Object open(Object self, Method method, @Nullable Object[] arguments) throws Throwable {
        String name = method.getName();
        return switch (name) {
            case "getAutoCommit" -> autoCommit;
            case "setAutoCommit" -> {
                setAutoCommit(Boolean.TRUE.equals(arguments[0]));
                yield null;
            }
            case "createStatement", "prepareStatement", "prepareCall" ->
                new GatedStatement(this, method, arguments).proxy();
            case "getMetaData" -> metaData();
            case "isWrapperFor" ->
                isInstance(arguments[0], self)
                        || Boolean.TRUE.equals(Call.invoke(owner().connection(), method, arguments));
            case "unwrap" -> isInstance(arguments[0], self) ? self : unwrapped(method, arguments);
            case "commit", "rollback" -> {
                end(arguments, method, name.equals("commit"));
                yield null;
            }
            default ->
                name.startsWith("set") && !name.equals("setSavepoint")
                        ? set(method, arguments)
                        : delegated(method, arguments);
        };
    }

    static boolean isInstance(@Nullable Object type, Object self) {
        return type instanceof Class<?> wanted && wanted.isInstance(self);
    }

    /** Objects for a statement, and savepoints, belong to the transaction that the statement will run in. */
    private @Nullable Object delegated(Method method, @Nullable Object[] arguments) throws Throwable {
        if (!autoCommit
                && (method.getName().startsWith("create") || method.getName().equals("setSavepoint"))) {
            begin();
        }
        return Call.invoke(owner().connection(), method, arguments);
    }

    private @Nullable Object set(Method method, @Nullable Object[] arguments) throws Throwable {
        Call call = new Call(method, arguments);
        if (present != null) {
            call.on(present.connection());
        }
        settings.put(call.name() + (call.name().equals("setClientInfo") ? call.parameter() : ""), call);
        if (call.name().equals("setReadOnly")) {
            readOnly = Boolean.TRUE.equals(arguments[0]);
        }
        return null;
    }

    private @Nullable Object unwrapped(Method method, @Nullable Object[] arguments) throws Throwable {
        if (autoCommit) {
            throw new SQLFeatureNotSupportedException("A tenant's connection gives the driver's own only within a"
                    + " transaction, for outside of one no gate is checked. Turn auto-commit off first.");
        }
        begin();
        return Call.invoke(owner().connection(), method, arguments);
    }

    private DatabaseMetaData metaData() throws SQLException {
        DatabaseMetaData real = owner().connection().getMetaData();
        return Call.proxy(DatabaseMetaData.class, (self, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return proxy;
            }
            Object result = Call.invoke(real, method, arguments == null ? NOTHING : arguments);
            return result instanceof ResultSet rows ? GatedStatement.rowsOf(rows, null, this) : result;
        });
    }

    /** Runs a statement behind the gate. */
    @Nullable
    Object execute(boolean keepsTransaction, Execution execution) throws Throwable {
        checkOpen();
        begin();
        OwnerConnection owner = owner();
        if (!autoCommit) {
            gateHeld = keepsTransaction;
            return watched(execution, owner);
        }
        boolean committed = false;
        try {
            Object result = watched(execution, owner);
            watched(
                    commit -> {
                        commit.commit();
                        return null;
                    },
                    owner);
            committed = true;
            return result;
        } finally {
            begun = false;
            watch.end();
            if (!committed) {
                owner.rollBack();
            }
            owner.idle();
        }
    }

    private @Nullable Object watched(Execution execution, OwnerConnection owner) throws Throwable {
        try {
            return execution.run(owner);
        } catch (SQLException failure) {
            watch.failed(failure);
            throw failure;
        }
    }

    private void begin() throws SQLException {
        if (begun && gateHeld) {
            return;
        }
        if (begun) {
            reenter();
            return;
        }
        watch.begin();
        try {
            entrance.enter(this, readOnly, limit);
            begun = true;
            gateHeld = true;
        } catch (SQLException | RuntimeException failure) {
            watch.failed(failure);
            throw failure;
        } finally {
            if (!begun) {
                watch.end();
            }
        }
    }

    private void reenter() throws SQLException {
        boolean held = false;
        try {
            entrance.reenter(owner(), readOnly);
            held = true;
        } finally {
            gateHeld = held;
        }
    }

    private void setAutoCommit(boolean wanted) throws SQLException {
        if (wanted && begun) {
            begun = false;
            commit();
        }
        if (wanted && present != null) {
            present.idle();
        }
        autoCommit = wanted;
    }

    private void end(@Nullable Object[] arguments, Method method, boolean commit) throws Throwable {
        if (arguments.length > 0) {
            Call.invoke(owner().connection(), method, arguments);
            return;
        }
        if (autoCommit) {
            throw new SQLException("There is no transaction to end: auto-commit is on.", "25000");
        }
        if (!begun) {
            return;
        }
        begun = false;
        if (commit) {
            commit();
        } else {
            watch.end();
            owner().rollBack();
        }
    }

    private void commit() throws SQLException {
        try {
            owner().commit();
        } catch (SQLException failure) {
            watch.failed(failure);
            throw failure;
        } finally {
            watch.end();
        }
    }

    private void close() throws SQLException {
        closed = true;
        begun = false;
        watch.end();
        leave();
    }

    private void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException(
                    "The connection of tenant " + tenant() + " is closed. Get another one.", "08003");
        }
    }

    OwnerConnection owner() throws SQLException {
        OwnerConnection owner = present;
        return owner == null ? at(entrance.owner()) : owner;
    }

    @Override
    public OwnerConnection at(Endpoint endpoint) throws SQLException {
        OwnerConnection owner = present;
        if (owner != null && owner.endpoint().name().equals(endpoint.name())) {
            return owner;
        }
        leave();
        OwnerConnection opened = OwnerConnection.open(endpoint);
        present = opened;
        generation++;
        for (Call setting : settings.values()) {
            replay(setting, opened.connection());
        }
        return opened;
    }

    private static void replay(Call setting, Connection connection) throws SQLException {
        try {
            setting.on(connection);
        } catch (SQLException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable unexpected) {
            throw new SQLException("A setting of the connection failed: " + setting.name(), unexpected);
        }
    }

    @Override
    public void leave() throws SQLException {
        OwnerConnection owner = present;
        present = null;
        if (owner != null) {
            owner.handBack();
        }
    }
}
