package dev.passage.migration.routing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a tenant's connection. It is made at the driver when it is executed, after the gate was passed, and made again
 * when the tenant has moved since; so parameters are remembered and handed to the driver only then. A stream can be handed over
 * once: if the tenant moves between two executions of it, the second is refused.
 */
final class GatedStatement implements InvocationHandler {
    private static final @Nullable Object[] NOTHING = new Object[0];

    private final GatedConnection connection;
    private final Call creation;
    private final @Nullable SqlText prepared;
    private final Statement proxy;
    private final Map<String, Call> settings = new LinkedHashMap<>();
    private final Map<Object, Call> parameters = new LinkedHashMap<>();
    private final Set<Call> spent = new HashSet<>();
    private final List<List<Call>> batch = new ArrayList<>();
    private boolean batchKeepsTransaction = true;
    private volatile @Nullable Statement present;
    private long generation;
    private boolean closed;

    GatedStatement(GatedConnection connection, Method method, @Nullable Object[] arguments) throws SQLException {
        this.connection = connection;
        this.creation = new Call(method, arguments);
        this.prepared = method.getName().startsWith("prepare") ? SqlText.of(sql(arguments)) : null;
        this.proxy = (Statement) Call.proxy(method.getReturnType(), this);
    }

    Statement proxy() {
        return proxy;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? NOTHING : given;
        String name = method.getName();
        return switch (name) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "Statement of tenant " + connection.tenant();
            case "isClosed" -> closed;
            case "close" -> {
                close();
                yield null;
            }
            case "cancel" -> {
                Statement running = present;
                yield running == null ? null : Call.invoke(running, method, arguments);
            }
            case "getConnection" -> connection.proxy();
            default -> {
                checkOpen();
                yield name.startsWith("execute") ? execute(method, arguments) : other(self, method, arguments);
            }
        };
    }

    private @Nullable Object other(Object self, Method method, @Nullable Object[] arguments) throws Throwable {
        String name = method.getName();
        return switch (name) {
            case "isWrapperFor" ->
                GatedConnection.isInstance(arguments[0], self) || Boolean.TRUE.equals(plain(method, arguments));
            case "unwrap" -> GatedConnection.isInstance(arguments[0], self) ? self : unwrapped(method, arguments);
            case "addBatch" -> {
                addBatch(method, arguments);
                yield null;
            }
            case "clearBatch" -> {
                batch.clear();
                batchKeepsTransaction = true;
                yield null;
            }
            case "clearParameters" -> {
                parameters.clear();
                yield null;
            }
            default ->
                name.startsWith("set") || name.startsWith("register") || name.equals("closeOnCompletion")
                        ? set(method, arguments)
                        : plain(method, arguments);
        };
    }

    /** With a place or name before the value it sets a parameter, else the statement. */
    private @Nullable Object set(Method method, @Nullable Object[] arguments) throws Throwable {
        Call call = new Call(method, arguments);
        if (arguments.length > 1) {
            parameters.remove(call.parameter());
            parameters.put(call.parameter(), call);
        } else {
            call.on(onOwner(connection.owner()));
            settings.put(call.name(), call);
        }
        return null;
    }

    private static String sql(@Nullable Object[] arguments) {
        return (String) Objects.requireNonNull(arguments[0], "sql");
    }

    private @Nullable Object unwrapped(Method method, @Nullable Object[] arguments) throws Throwable {
        return connection.execute(true, owner -> Call.invoke(onOwner(owner), method, arguments));
    }

    /** A call that reads nothing of the tenant's, or what an execution left. */
    private @Nullable Object plain(Method method, @Nullable Object[] arguments) throws Throwable {
        Statement statement = present;
        return wrapped(Call.invoke(statement == null ? onOwner(connection.owner()) : statement, method, arguments));
    }

    private void addBatch(Method method, @Nullable Object[] arguments) throws SQLException {
        if (arguments.length == 0) {
            List<Call> row = new ArrayList<>(parameters.values());
            row.add(new Call(method, arguments));
            batch.add(row);
        } else {
            batchKeepsTransaction &= SqlText.of(sql(arguments)).keepsTransaction();
            batch.add(List.of(new Call(method, arguments)));
        }
    }

    private @Nullable Object execute(Method method, @Nullable Object[] arguments) throws Throwable {
        boolean batched = method.getName().endsWith("Batch");
        SqlText text = arguments.length > 0 ? SqlText.of(sql(arguments)) : prepared;
        boolean keeps = batched
                ? batchKeepsTransaction && (text == null || text.keepsTransaction())
                : text == null || text.keepsTransaction();
        return connection.execute(keeps, owner -> {
            Statement statement = onOwner(owner);
            fetchAllUnderAutoCommit(statement);
            if (batched) {
                handOverBatch(statement);
            } else {
                handOver(statement, parameters.values());
            }
            return wrapped(Call.invoke(statement, method, arguments));
        });
    }

    /** A cursor would end with the small transaction that an auto-commit statement is. */
    private void fetchAllUnderAutoCommit(Statement statement) throws Throwable {
        Call wanted = settings.get("setFetchSize");
        if (wanted != null && connection.autoCommit()) {
            statement.setFetchSize(0);
        } else if (wanted != null) {
            wanted.on(statement);
        }
    }

    private void handOverBatch(Statement statement) throws Throwable {
        List<List<Call>> rows = List.copyOf(batch);
        batch.clear();
        batchKeepsTransaction = true;
        for (List<Call> row : rows) {
            handOver(statement, row);
        }
    }

    private void handOver(Statement statement, Iterable<Call> calls) throws Throwable {
        for (Call call : calls) {
            if (!spent.contains(call)) {
                call.on(statement);
            }
            if (call.isSpentByItsUse()) {
                spent.add(call);
            }
        }
    }

    /** Returns the driver's statement on the present connection, made anew when that has changed. */
    private Statement onOwner(OwnerConnection owner) throws Throwable {
        Statement statement = present;
        if (statement != null && generation == connection.generation()) {
            return statement;
        }
        if (parameters.values().stream().anyMatch(spent::contains)) {
            throw new TenantRelocatedException(
                    connection.tenant(), "a statement would have to read a stream parameter a second time");
        }
        Statement made = (Statement) creation.on(owner.connection());
        if (made == null) {
            throw new SQLNonTransientException("The driver made no statement.");
        }
        for (Call setting : settings.values()) {
            setting.on(made);
        }
        present = made;
        generation = connection.generation();
        return made;
    }

    private void close() throws SQLException {
        closed = true;
        Statement statement = present;
        if (statement != null) {
            statement.close();
        }
    }

    private void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientException("The statement of tenant " + connection.tenant() + " is closed.");
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof Connection) {
            return connection.proxy();
        }
        return result instanceof ResultSet rows ? rowsOf(rows, proxy, connection) : result;
    }

    /** Returns rows that lead back to the tenant's statement, and write only behind the gate. */
    static ResultSet rowsOf(ResultSet rows, @Nullable Statement statement, GatedConnection connection) {
        return Call.proxy(ResultSet.class, (self, method, given) -> {
            @Nullable Object[] arguments = given == null ? NOTHING : given;
            return switch (method.getName()) {
                case "getStatement" -> statement;
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                case "insertRow", "updateRow", "deleteRow" ->
                    connection.execute(true, owner -> Call.invoke(rows, method, arguments));
                default -> Call.invoke(rows, method, arguments);
            };
        });
    }
}
