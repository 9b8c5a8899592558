package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Under which key a session lies: the SHA-256 of its id, so that a place in a scan may be stored and shown. */
final class Places {
    private static final int[] SIZES = {1, 10, 100, 500};

    private Places() {}

    static String of(SessionId id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(id.value().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }

    /** Keys in lists of few sizes, so that few statements are prepared; the last of a list fills it up. */
    static List<List<String>> inLists(Collection<SessionId> ids) {
        return lists(ids.stream().map(Places::of).sorted().toList());
    }

    static List<List<String>> lists(List<String> keys) {
        List<List<String>> lists = new ArrayList<>();
        int from = 0;
        while (from < keys.size()) {
            int size = sizeFor(keys.size() - from);
            int to = Math.min(keys.size(), from + size);
            List<String> list = new ArrayList<>(keys.subList(from, to));
            list.addAll(Collections.nCopies(size - list.size(), keys.get(to - 1)));
            lists.add(list);
            from = to;
        }
        return lists;
    }

    private static int sizeFor(int left) {
        for (int size : SIZES) {
            if (left <= size) {
                return size;
            }
        }
        return SIZES[SIZES.length - 1];
    }

    static String marks(List<String> list) {
        return "(" + String.join(", ", Collections.nCopies(list.size(), "?")) + ")";
    }

    static void bind(PreparedStatement statement, int from, List<String> list) throws SQLException {
        int index = from;
        for (String key : list) {
            statement.setString(index++, key);
        }
    }
}
