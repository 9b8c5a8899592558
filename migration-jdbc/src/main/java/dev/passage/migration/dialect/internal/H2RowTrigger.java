package dev.passage.migration.dialect.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * What H2, whose triggers are classes, calls for each changed row of a table whose changes are noted; made by H2 by its name,
 * never by a host. What it runs stands in a table named as the trigger is, with {@code rules} in place of number and event.
 * With a server process of its own, H2 needs this class there.
 *
 * @since 0.1.0
 */
public final class H2RowTrigger implements Trigger {
    /** The positions of the columns that the statements bind, from 0, by commas. */
    public static final String COLUMNS = "columns";
    /** The positions of the key columns. */
    public static final String KEY = "key";
    /** Selects a row when the bound one is the tenant's. */
    public static final String BELONGS = "belongs";
    /** Notes the key of the bound row. */
    public static final String NOTE = "note";
    /** Notes the keys of rows that change with the bound one; any number of them. */
    public static final String DEPENDENT = "dependent";
    /** Selects the state of the tenant's gate. */
    public static final String GATE = "gate";
    /** Selects a row when the bound SHA-256 is that of a mover's token. */
    public static final String ORIGIN = "origin";

    /** The variable of a session that holds a mover's token. */
    public static final String VARIABLE = "passage_origin";

    private static final Pattern OWN_NAME = Pattern.compile("passage_[a-z0-9]*_[0-9a-f]+_[0-9]+_[a-z]+$");

    private String schema = "";
    private String name = "";
    private boolean before;
    private volatile @Nullable Map<String, List<String>> rules;

    /** Creates a trigger, which is H2's business. */
    public H2RowTrigger() {}

    @Override
    public void init(
            Connection connection, String schemaName, String triggerName, String table, boolean isBefore, int type) {
        schema = schemaName;
        // while it alters a table H2 names the new table's triggers with a prefix, and never tells them when that is
        // gone
        Matcher own = OWN_NAME.matcher(triggerName);
        name = own.find() ? own.group() : triggerName;
        before = isBefore;
    }

    @Override
    public void fire(Connection connection, @Nullable Object @Nullable [] old, @Nullable Object @Nullable [] now)
            throws SQLException {
        Map<String, List<String>> known = rules(connection);
        if (isOrigin(connection, known)) {
            return;
        }
        boolean was = old != null && belongs(connection, known, old);
        boolean isNow = now != null && belongs(connection, known, now);
        if (!was && !isNow) {
            return;
        }
        if (before) {
            if (old != null && (now == null || differ(known, COLUMNS, old, now))) {
                for (String statement : known.getOrDefault(DEPENDENT, List.of())) {
                    run(connection, known, statement, old);
                }
            }
            return;
        }
        if (old != null && was) {
            run(connection, known, one(known, NOTE), old);
        }
        if (now != null && isNow && (old == null || !was || differ(known, KEY, old, now))) {
            run(connection, known, one(known, NOTE), now);
        }
        checkGate(connection, known);
    }

    private Map<String, List<String>> rules(Connection connection) throws SQLException {
        Map<String, List<String>> known = rules;
        if (known == null) {
            known = read(connection);
            if (known.isEmpty()) {
                throw new SQLException(
                        "This transaction sees the database as it was before a move of the tenant began. Run it again.",
                        "40001");
            }
            rules = known;
        }
        return known;
    }

    private Map<String, List<String>> read(Connection connection) throws SQLException {
        String[] numbered = name.substring(0, name.lastIndexOf('_')).split("_(?=[0-9]+$)", 2);
        String table = quoted(schema) + "." + quoted(numbered[0] + "_rules");
        Map<String, List<String>> found = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT kind, statement FROM " + table + " WHERE table_no = ?")) {
            query.setInt(1, Integer.parseInt(numbered[1]));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.computeIfAbsent(rows.getString(1), kind -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            }
        }
        return found;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static boolean isOrigin(Connection connection, Map<String, List<String>> known) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @" + VARIABLE)) {
            row.next();
            String token = row.getString(1);
            if (token == null) {
                return false;
            }
            try (PreparedStatement query = connection.prepareStatement(one(known, ORIGIN))) {
                query.setBytes(1, sha256(token));
                try (ResultSet found = query.executeQuery()) {
                    return found.next();
                }
            }
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean belongs(Connection connection, Map<String, List<String>> known, @Nullable Object[] row)
            throws SQLException {
        try (PreparedStatement query = bound(connection, known, one(known, BELONGS), row);
                ResultSet found = query.executeQuery()) {
            return found.next();
        }
    }

    private static void run(
            Connection connection, Map<String, List<String>> known, String statement, @Nullable Object[] row)
            throws SQLException {
        try (PreparedStatement update = bound(connection, known, statement, row)) {
            update.executeUpdate();
        }
    }

    private static PreparedStatement bound(
            Connection connection, Map<String, List<String>> known, String text, @Nullable Object[] row)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        int index = 1;
        for (int position : positions(known, COLUMNS)) {
            statement.setObject(index++, row[position]);
        }
        return statement;
    }

    private static void checkGate(Connection connection, Map<String, List<String>> known) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(one(known, GATE));
                ResultSet gate = query.executeQuery()) {
            if (gate.next() && !"OPEN".equals(gate.getString(1))) {
                throw new SQLException("This side does not accept writes of the tenant.", "55006");
            }
        }
    }

    private static boolean differ(
            Map<String, List<String>> known, String kind, @Nullable Object[] old, @Nullable Object[] now) {
        return Arrays.stream(positions(known, kind))
                .anyMatch(position -> !Objects.deepEquals(old[position], now[position]));
    }

    private static int[] positions(Map<String, List<String>> known, String kind) {
        return Arrays.stream(one(known, kind).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static String one(Map<String, List<String>> known, String kind) {
        return known.getOrDefault(kind, List.of()).get(0);
    }
}
