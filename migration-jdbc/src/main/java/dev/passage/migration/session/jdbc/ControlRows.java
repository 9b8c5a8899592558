package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Epochs, and notes of what the other store missed. A write reads the row of its epoch under a lock that others share and holds it to
 * its end, so that raising the row waits for it.
 */
final class ControlRows {
    private static final String CHECK = "SELECT [epoch] FROM [@session_epoch] WHERE [scope] = ?{share}";
    private static final String RAISE = "UPDATE [@session_epoch] SET [epoch] = ? WHERE [scope] = ? AND [epoch] < ?";
    private static final String KNOWN = "SELECT [epoch] FROM [@session_epoch] WHERE [scope] = ?";
    private static final String ADD = "INSERT INTO [@session_epoch] ([scope], [epoch]) VALUES (?, ?)";
    private static final String NOTE = "UPDATE [@session_repair] SET [mark] = ? WHERE [scope] = ? AND [place] = ?";
    private static final String ADD_NOTE =
            "INSERT INTO [@session_repair] ([mark], [scope], [place], [id]) VALUES (?, ?, ?, ?)";
    private static final String NOTES =
            "SELECT [id], [mark] FROM [@session_repair] WHERE [scope] = ? ORDER BY [place] LIMIT ?";
    private static final String REMOVE =
            "DELETE FROM [@session_repair] WHERE [scope] = ? AND [place] = ? AND [mark] = ?";

    private final Statements statements;

    ControlRows(Statements statements) {
        this.statements = statements;
    }

    /** Tells whether a write under this fence is refused; if not, none is raised over it before the transaction ends. */
    boolean isOvertaken(Connection connection, SessionFence fence) throws SQLException {
        if (fence.isNone()) {
            return false;
        }
        long known = read(connection, CHECK, fence.scope());
        if (known < 0) {
            add(connection, new SessionFence(fence.scope(), 0));
            known = read(connection, CHECK, fence.scope());
        }
        return known > fence.epoch();
    }

    private long read(Connection connection, String select, String scope) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(statements.of(select))) {
            read.setString(1, scope);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    void raise(Connection connection, SessionFence fence) throws SQLException {
        try (PreparedStatement raise = connection.prepareStatement(statements.of(RAISE))) {
            raise.setLong(1, fence.epoch());
            raise.setString(2, fence.scope());
            raise.setLong(3, fence.epoch());
            if (raise.executeUpdate() == 1) {
                return;
            }
        }
        if (read(connection, KNOWN, fence.scope()) < 0) {
            add(connection, fence);
        }
    }

    private void add(Connection connection, SessionFence fence) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(statements.of(ADD))) {
            add.setString(1, fence.scope());
            add.setLong(2, fence.epoch());
            add.executeUpdate();
        }
    }

    void note(Connection connection, String scope, RepairItem item) throws SQLException {
        String place = Places.of(item.id());
        try (PreparedStatement note = connection.prepareStatement(statements.of(NOTE))) {
            note.setLong(1, item.mark());
            note.setString(2, scope);
            note.setString(3, place);
            if (note.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement add = connection.prepareStatement(statements.of(ADD_NOTE))) {
            add.setLong(1, item.mark());
            add.setString(2, scope);
            add.setString(3, place);
            add.setString(4, item.id().value());
            add.executeUpdate();
        }
    }

    List<RepairItem> notes(Connection connection, String scope, int limit) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(statements.of(NOTES))) {
            read.setString(1, scope);
            read.setInt(2, limit);
            List<RepairItem> items = new ArrayList<>();
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    items.add(new RepairItem(SessionId.of(row.getString(1)), row.getLong(2)));
                }
            }
            return items;
        }
    }

    int remove(Connection connection, String scope, Collection<RepairItem> items) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(statements.of(REMOVE))) {
            for (RepairItem item : items) {
                remove.setString(1, scope);
                remove.setString(2, Places.of(item.id()));
                remove.setLong(3, item.mark());
                remove.addBatch();
            }
            return remove.executeBatch().length;
        }
    }
}
