package dev.passage.migration.catchup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;

/** In which order rows are written, so that no constraint of the other side is broken on the way. */
enum WriteOrder {
    /** What stays is right before anything goes, so that a cascade reaches only what is to go. */
    PUT_THEN_DELETE {
        @Override
        void write(Connection connection, List<TableWork> parentsFirst, Aside aside, Step end) throws SQLException {
            for (TableWork work : parentsFirst) {
                work.look(connection);
                work.put(connection);
                end.reached();
            }
            link(connection, parentsFirst, end);
            for (TableWork work : childrenFirst(parentsFirst)) {
                work.delete(connection);
                end.reached();
            }
        }
    },
    /** For a unique value that goes over from a row that is gone to a new one. */
    DELETE_THEN_PUT {
        @Override
        void write(Connection connection, List<TableWork> parentsFirst, Aside aside, Step end) throws SQLException {
            for (TableWork work : parentsFirst) {
                work.look(connection);
            }
            for (TableWork work : childrenFirst(parentsFirst)) {
                refuseCascade(work.wouldCascade(connection, false), work);
                work.delete(connection);
            }
            putAndLink(connection, parentsFirst, end);
        }
    },
    /** For unique values that rows exchange, also where others refer to them. */
    EXCHANGE {
        @Override
        void write(Connection connection, List<TableWork> parentsFirst, Aside aside, Step end) throws SQLException {
            for (TableWork work : parentsFirst) {
                work.look(connection);
            }
            List<TableWork> all = aside.take(connection, parentsFirst);
            putAndLink(connection, all, () -> {});
            for (TableWork work : childrenFirst(all)) {
                work.delete(connection);
            }
            end.reached();
        }
    },
    /** For unique values that rows exchange in ways that only the database knows, or a key that changes together with the rows that refer to it. */
    REPLACE {
        @Override
        void write(Connection connection, List<TableWork> parentsFirst, Aside aside, Step end) throws SQLException {
            for (TableWork work : parentsFirst) {
                work.look(connection);
            }
            for (TableWork work : childrenFirst(parentsFirst)) {
                refuseCascade(work.wouldCascade(connection, true), work);
                work.deleteAll(connection);
            }
            putAndLink(connection, parentsFirst, end);
        }
    };

    /** What comes after each part. */
    @FunctionalInterface
    interface Step {
        void reached() throws SQLException;
    }

    /** Takes rows away in whose place others are to be, for a moment; returns what is to be written then, parents first. */
    @FunctionalInterface
    interface Aside {
        List<TableWork> take(Connection connection, List<TableWork> parentsFirst) throws SQLException;
    }

    /** Writes all; the end of a part may commit, for nothing is wrong then, only incomplete. */
    abstract void write(Connection connection, List<TableWork> parentsFirst, Aside aside, Step end) throws SQLException;

    private static void putAndLink(Connection connection, List<TableWork> parentsFirst, Step end) throws SQLException {
        for (TableWork work : parentsFirst) {
            work.put(connection);
        }
        link(connection, parentsFirst, end);
    }

    private static void link(Connection connection, List<TableWork> parentsFirst, Step end) throws SQLException {
        for (TableWork work : parentsFirst) {
            work.link(connection);
        }
        end.reached();
    }

    private static List<TableWork> childrenFirst(List<TableWork> parentsFirst) {
        List<TableWork> reversed = new ArrayList<>();
        parentsFirst.forEach(work -> reversed.add(0, work));
        return reversed;
    }

    private static void refuseCascade(boolean cascades, TableWork work) throws SQLException {
        if (cascades) {
            throw new SQLIntegrityConstraintViolationException(
                    "A row of table " + work.name() + " cannot go before others that refer to it.", "23503");
        }
    }
}
