package dev.passage.migration.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * What one database engine says differently from the others: quoting, locks, its clock, limits of waiting, types.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public sealed interface Dialect permits H2Dialect, PostgresDialect, MySqlDialect {

    /**
     * Returns the dialect of the database behind a connection.
     *
     * @param connection an open connection; nothing is changed
     * @return the dialect
     * @throws UnsupportedDatabaseException if the engine is another, or its version too old
     * @throws SQLException when the database cannot be asked
     */
    static Dialect of(Connection connection) throws SQLException {
        return Dialects.of(connection.getMetaData());
    }

    /**
     * Returns the dialect of an engine, to print statements for it without a connection.
     *
     * @param engine the engine
     * @return the dialect
     */
    static Dialect of(Engine engine) {
        return Dialects.of(engine);
    }

    /**
     * Returns the engine.
     *
     * @return the engine
     */
    Engine engine();

    /**
     * Returns an identifier in quotes, so that it means exactly the name that is given whatever it holds. Every identifier goes
     * through here.
     *
     * @param identifier the name of a table, column, schema, index or sequence, as the catalogue spells it
     * @return the name in the quotes of the engine
     * @throws IllegalArgumentException if the name is empty, holds a NUL or is longer than the engine can keep apart
     */
    String quoted(String identifier);

    /**
     * Returns the name of something in a schema, both parts in quotes.
     *
     * @param schema the schema (with MariaDB and MySQL the database), or an empty text for the present one
     * @param name the name in it
     * @return the qualified name
     * @throws IllegalArgumentException if a part cannot be quoted
     */
    default String qualified(String schema, String name) {
        return schema.isEmpty() ? quoted(name) : quoted(schema) + "." + quoted(name);
    }

    /**
     * Returns what ends a {@code SELECT} of one row that must not change before the transaction ends, while others may hold
     * the same lock where the engine knows such a lock. It conflicts with every update of the row. H2 has no lock that can be
     * shared, so there one waits for the other.
     *
     * @return the clause, beginning with a space
     */
    String forShare();

    /**
     * Returns a condition that lets those who share the lock of a row queue up behind one who has taken {@link #turn}, where the
     * engine itself lets them pass, so that a row that is always shared could never be changed.
     *
     * @param column the text column by whose value the row is told from others
     * @return the condition, empty where the engine keeps turns
     */
    default Optional<String> sharedTurn(String column) {
        return Optional.empty();
    }

    /**
     * Returns the condition {@link #sharedTurn} for a transaction that cannot write and takes no row locks. Where everything it reads
     * is of one moment, which the gate's row is of too, it takes no turn.
     *
     * @param column the column that names whose turn it is
     * @return the condition, empty where the engine keeps turns
     */
    default Optional<String> readersTurn(String column) {
        return sharedTurn(column);
    }

    /**
     * Returns the SELECT that waits for those who have taken {@link #sharedTurn} and keeps others from it to the end of the
     * transaction; with one place, for the value of the column.
     *
     * @return the statement, empty where {@link #sharedTurn} is
     */
    default Optional<String> turn() {
        return Optional.empty();
    }

    /**
     * Returns what ends a {@code SELECT} of a row that is about to be changed if nobody has locked it, and that finds none otherwise.
     *
     * @return the clause, beginning with a space; empty where {@link #sharedTurn} is, for there who waits to change a row has it soon
     */
    default Optional<String> unlessInUse() {
        return Optional.empty();
    }

    /**
     * Returns the SELECT that says in words for whom somebody waits who wants to change a row that others share: the oldest transactions
     * that may hold its lock, at most three, one a row. PostgreSQL tells who has taken {@link #sharedTurn} of that row; the others tell
     * only who has locked or written anything in this database. It says nothing of what they wrote.
     *
     * @return the statement; with one place, for the value of the column, where {@link #sharedTurn} is, else without
     */
    String holders();

    /**
     * Returns what ends a {@code SELECT} of rows that are about to be changed.
     *
     * @return the clause, beginning with a space
     */
    default String forUpdate() {
        return " FOR UPDATE";
    }

    /**
     * Returns an expression for the database's present time, in whole microseconds since 1970-01-01T00:00Z, whatever the time
     * zone of the session; of type {@code BIGINT}.
     *
     * @return the expression
     */
    String nowMicros();

    /**
     * Returns an expression for a random number from 0 to less than 1, another one for each row.
     *
     * @return the expression
     */
    default String random() {
        return "RAND()";
    }

    /**
     * Limits how long statements of the present transaction wait for locks. Closing the result, after the transaction has
     * ended, puts back what was there before, so that a pooled connection is handed on unchanged.
     *
     * @param connection a connection with auto-commit off
     * @param limit longest wait, rounded up to whole milliseconds (MariaDB and MySQL: whole seconds), longer than zero
     * @return what puts the former limit back
     * @throws SQLException when the limit cannot be set
     */
    SessionLimit limitLockWait(Connection connection, Duration limit) throws SQLException;

    /**
     * Limits how long a statement waits that does little but wait for locks of rows or tables, to the millisecond where the engine
     * has a way, which may be a limit of the statement as a whole. Closing the result, after that statement, puts back what was there before.
     *
     * @param connection a connection with auto-commit off
     * @param limit longest wait, rounded up to whole milliseconds (MySQL: whole seconds), longer than zero
     * @return what puts the former limit back
     * @throws SQLException when the limit cannot be set
     */
    default SessionLimit limitWait(Connection connection, Duration limit) throws SQLException {
        return limitLockWait(connection, limit);
    }

    /**
     * Limits how long one statement of the present transaction may run. Closing the result, after the transaction has ended,
     * puts back what was there before.
     *
     * @param connection a connection with auto-commit off
     * @param limit longest duration, rounded up to whole milliseconds, longer than zero
     * @return what puts the former limit back
     * @throws SQLException when the limit cannot be set
     */
    SessionLimit limitStatement(Connection connection, Duration limit) throws SQLException;

    /**
     * Returns what a mover adds to the columns of its first SELECT in a transaction, so that the transaction bears its name and
     * does not outlive a mover that is frozen; with one place, for the name.
     *
     * @return the columns, beginning with a comma; empty where the engine knows no such thing
     */
    default Optional<String> leash() {
        return Optional.empty();
    }

    /**
     * Returns the SELECT that ends every other transaction of this database user that bears a name; with one place, for the name.
     *
     * @return the statement, empty where {@link #leash()} is
     */
    default Optional<String> eviction() {
        return Optional.empty();
    }

    /**
     * Returns the SELECT for a number that grows with every row that anybody writes into this database.
     *
     * @return the statement, empty where the engine does not count
     */
    default Optional<String> writeCounter() {
        return Optional.empty();
    }

    /**
     * Lets the engine end the connection when this transaction is idle for longer; nothing where the engine knows no such thing.
     *
     * @param connection the connection, in a transaction
     * @param limit longer than zero
     * @throws SQLException when the database refuses
     */
    default void limitIdleness(Connection connection, Duration limit) throws SQLException {}

    /**
     * Returns the type of a whole number of 64 bits.
     *
     * @return the type's name
     */
    default String bigint() {
        return "BIGINT";
    }

    /**
     * Returns a type for text that is compared exactly: by code points, case and trailing spaces included.
     *
     * @param characters longest text in characters, 1 to 700 so that it can be a key
     * @return the type's name
     */
    String varchar(int characters);

    /**
     * Returns a type for long text.
     *
     * @return the type's name
     */
    String largeText();

    /**
     * Returns the type of a column for bytes of any length, which {@code getBytes} reads whole.
     *
     * @return the type
     */
    String largeBytes();

    /**
     * Returns what ends a {@code CREATE TABLE}, for example the storage engine.
     *
     * @return the clause, empty or beginning with a space
     */
    default String tableOptions() {
        return "";
    }

    /**
     * Returns how many rows a driver should be told to fetch at once so that a result set is read as a stream.
     *
     * @return number of rows, 1 or more
     */
    default int fetchRows() {
        return 1_000;
    }

    /**
     * Tells whether a failure means that a row with the same key exists.
     *
     * @param failure what the driver threw
     * @return whether a unique or primary key refused the row
     */
    boolean isDuplicateKey(SQLException failure);

    /**
     * Tells whether a failure means that a lock was not got within its limit; the transaction must be rolled back.
     *
     * @param failure what the driver threw
     * @return whether it was a wait for a lock
     */
    boolean isLockTimeout(SQLException failure);

    /**
     * Tells whether a failure means that the transaction lost against another and succeeds when it is repeated as a whole: a
     * deadlock or a serialization failure.
     *
     * @param failure what the driver threw
     * @return whether to repeat the transaction
     */
    default boolean isTransient(SQLException failure) {
        String state = failure.getSQLState();
        return "40001".equals(state) || "40P01".equals(state);
    }
}
