package dev.passage.migration.catchup;

import dev.passage.migration.copy.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far the clock of a database is ahead of a clock of this process that never goes back: between two numbers, since the database is
 * asked for its time and an answer takes a while.
 *
 * @param least microseconds that it is ahead at the least
 * @param most microseconds that it is ahead at the most
 */
record DatabaseClock(long least, long most) {
    private static final int TIMES = 8;
    private static final long NANOS = 1_000;

    /** Asks a few times and believes the quickest answer. */
    static DatabaseClock of(Side side) throws SQLException {
        String question = "SELECT " + side.catalog().dialect().nowMicros();
        try (Connection connection = side.connections().open();
                Statement statement = connection.createStatement()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            DatabaseClock best = asked(statement, question);
            for (int i = 1; i < TIMES; i++) {
                DatabaseClock next = asked(statement, question);
                best = next.uncertainty() < best.uncertainty() ? next : best;
            }
            connection.setAutoCommit(autoCommit);
            return best;
        }
    }

    private static DatabaseClock asked(Statement statement, String question) throws SQLException {
        long before = System.nanoTime();
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            long answer = row.getLong(1);
            long after = System.nanoTime();
            return between(before, answer, after);
        }
    }

    /** The database said that it was so late at some moment between two of this process, and left out what is less than a microsecond. */
    static DatabaseClock between(long nanosBefore, long micros, long nanosAfter) {
        return new DatabaseClock(
                micros - Math.floorDiv(nanosAfter, NANOS) - 1, micros + 1 - Math.floorDiv(nanosBefore, NANOS));
    }

    private long uncertainty() {
        return most - least;
    }

    /** When it was by the clock of this process, in its microseconds, that this clock showed a time. */
    Moment at(Instant time, long precision) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return new Moment(micros - precision - most, micros + precision - least);
    }

    /** What lies between two numbers of microseconds. */
    record Moment(long earliest, long latest) {

        boolean isSurelyBefore(Moment other) {
            return latest < other.earliest;
        }

        boolean isSurelyFuture() {
            return earliest > Math.floorDiv(System.nanoTime(), NANOS) + 1;
        }
    }
}
