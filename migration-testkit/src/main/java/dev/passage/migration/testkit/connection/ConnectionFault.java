package dev.passage.migration.testkit.connection;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** One thing that goes wrong once, at the n-th statement that fits. */
final class ConnectionFault {

    private final Predicate<String> statement;
    private final AtomicInteger hitsLeft;
    private final String sqlState;
    private final Moment moment;
    private final boolean cuts;

    ConnectionFault(Predicate<String> statement, int hit, String sqlState, Moment moment, boolean cuts) {
        this.statement = statement;
        this.hitsLeft = new AtomicInteger(hit);
        this.sqlState = sqlState;
        this.moment = moment;
        this.cuts = cuts;
    }

    boolean isDue(String text) {
        return statement.test(text) && hitsLeft.decrementAndGet() == 0;
    }

    boolean isAfter() {
        return moment == Moment.AFTER;
    }

    boolean cutsConnection() {
        return cuts;
    }

    SQLException exception() {
        String message = "Injected by the test: SQLSTATE " + sqlState + ".";
        if (sqlState.startsWith("08")) {
            return new SQLNonTransientConnectionException(message, sqlState);
        }
        if (sqlState.startsWith("40")) {
            return new SQLTransactionRollbackException(message, sqlState);
        }
        return new SQLException(message, sqlState);
    }

    /** When it goes wrong. */
    enum Moment {
        /** Before the database hears of the statement. */
        BEFORE,
        /** After the database has done it. */
        AFTER
    }
}
