package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The table of attributes of Spring Session JDBC; their bytes are never read as objects (H4). */
final class SpringAttributes {
    private static final String SELECT = "SELECT <SESSION_PRIMARY_ID>, <ATTRIBUTE_NAME>, <ATTRIBUTE_BYTES>"
            + " FROM <@_ATTRIBUTES> WHERE <SESSION_PRIMARY_ID> IN ";
    private static final String INSERT = "INSERT INTO <@_ATTRIBUTES> (<SESSION_PRIMARY_ID>, <ATTRIBUTE_NAME>,"
            + " <ATTRIBUTE_BYTES>) VALUES (?, ?, ?)";
    private static final String DELETE = "DELETE FROM <@_ATTRIBUTES> WHERE <SESSION_PRIMARY_ID> IN ";

    private final UnaryOperator<String> words;

    SpringAttributes(UnaryOperator<String> words) {
        this.words = words;
    }

    Map<String, Map<String, SessionBytes>> read(Connection connection, Collection<String> primaries)
            throws SQLException {
        Map<String, Map<String, SessionBytes>> found = new HashMap<>();
        for (List<String> list : Places.lists(List.copyOf(primaries))) {
            try (PreparedStatement read = connection.prepareStatement(words.apply(SELECT + Places.marks(list)))) {
                SpringRows.bind(read, 1, list);
                try (ResultSet row = read.executeQuery()) {
                    while (row.next()) {
                        found.computeIfAbsent(row.getString(1).stripTrailing(), key -> new HashMap<>())
                                .put(row.getString(2), SessionBytes.of(row.getBytes(3)));
                    }
                }
            }
        }
        return found;
    }

    void delete(Connection connection, Collection<String> primaries) throws SQLException {
        for (List<String> list : Places.lists(List.copyOf(primaries))) {
            try (PreparedStatement delete = connection.prepareStatement(words.apply(DELETE + Places.marks(list)))) {
                SpringRows.bind(delete, 1, list);
                delete.executeUpdate();
            }
        }
    }

    /** Writes the attributes of sessions by their primary key; those that are Passage's own have columns elsewhere. */
    void insert(Connection connection, Map<String, Session> sessions) throws SQLException {
        boolean any = false;
        try (PreparedStatement insert = connection.prepareStatement(words.apply(INSERT))) {
            for (Map.Entry<String, Session> session : sessions.entrySet()) {
                for (Map.Entry<String, SessionBytes> attribute :
                        session.getValue().attributes().entrySet()) {
                    if (!attribute.getKey().startsWith(":")) {
                        insert.setObject(1, session.getKey(), Types.CHAR);
                        insert.setString(2, attribute.getKey());
                        insert.setBytes(3, attribute.getValue().toArray());
                        insert.addBatch();
                        any = true;
                    }
                }
            }
            if (any) {
                insert.executeBatch();
            }
        }
    }
}
