package dev.passage.migration.copy;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds which row of a chunk a database refused, after the chunk was rolled back. PostgreSQL tells the line of the copy; elsewhere the
 * rows are sent one by one until it is refused again, and rolled back. What a driver says is searched for names only (H4).
 */
final class RefusedRow {
    private static final Logger log = LoggerFactory.getLogger(RefusedRow.class);
    private static final Pattern LINE = Pattern.compile("COPY [^\\n]{1,200}?, line (\\d+)");

    private final CopyRun run;
    private final TableRoute route;
    private final RowFilter filter;
    private final List<Object> after;

    private RefusedRow(CopyRun run, TableRoute route, RowFilter filter, List<Object> after) {
        this.run = run;
        this.route = route;
        this.filter = filter;
        this.after = after;
    }

    /** Returns the failure with the row and the column that were refused, as far as they are found. */
    static SQLException named(
            SQLException failure,
            CopyRun run,
            TableRoute route,
            RowFilter filter,
            List<Object> after,
            Connection target) {
        String state = String.valueOf(failure.getSQLState());
        if (!(state.startsWith("22") || state.startsWith("23")) || failure instanceof UnfitValueException) {
            return failure;
        }
        try {
            target.rollback();
            RefusedRow search = new RefusedRow(run, route, filter, after);
            Matcher line = LINE.matcher(String.valueOf(failure.getMessage()));
            Optional<String> row =
                    line.find() ? search.atLine(Integer.parseInt(line.group(1))) : search.oneByOne(target);
            return row.<SQLException>map(key -> new UnfitValueException(key, search.column(failure), failure))
                    .orElse(failure);
        } catch (SQLException second) {
            log.atDebug().addKeyValue("sqlState", second.getSQLState()).log("The refused row was not found");
            return failure;
        }
    }

    private Optional<String> atLine(int line) throws SQLException {
        try (RowStream rows = RowStream.open(run.source(), route, route.columns(), filter, after, CopyObserver.NONE)) {
            for (int i = 1; rows.next(); i++) {
                if (i == line) {
                    return Optional.of(UnfitValueException.key(route, rows.values()));
                }
            }
            return Optional.empty();
        }
    }

    private Optional<String> oneByOne(Connection target) throws SQLException {
        ExactSession exact = ExactSession.on(target, run.target().catalog().engine());
        SessionLimit session = exact.beginSession();
        exact.beginTransaction();
        run.guard().check(target);
        try (RowStream rows = RowStream.open(run.source(), route, route.columns(), filter, after, CopyObserver.NONE);
                RowWriter writer = new RowWriter(target, run.target().catalog(), route)) {
            for (int i = 0; i < run.chunk().rows() && rows.next(); i++) {
                writer.write(rows.values());
                if (isRefused(writer)) {
                    return Optional.of(UnfitValueException.key(route, rows.values()));
                }
            }
            return Optional.empty();
        } finally {
            target.rollback();
            session.close();
        }
    }

    private static boolean isRefused(RowWriter writer) {
        try {
            writer.flush();
            return false;
        } catch (SQLException refused) {
            log.atDebug().addKeyValue("sqlState", refused.getSQLState()).log("Found the refused row");
            return true;
        }
    }

    private Optional<String> column(SQLException failure) {
        StringBuilder said = new StringBuilder();
        for (SQLException each = failure; each != null; each = each.getNextException()) {
            said.append(each.getMessage()).append('\n');
        }
        return route.columns().stream()
                .map(column -> column.target().name())
                .filter(name -> Pattern.compile(
                                "column [\"'`]?" + Pattern.quote(name) + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(said)
                        .find())
                .findFirst();
    }
}
