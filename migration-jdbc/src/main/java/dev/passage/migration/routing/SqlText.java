package dev.passage.migration.routing;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a statement does to the transaction it runs in, by its first words: the gate is held only as long as that lasts. */
record SqlText(boolean keepsTransaction) {
    private static final Pattern FIRST_WORD = Pattern.compile(
            "(?:\\s|\\(|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+([A-Za-z]+)(?:\\s+([A-Za-z]+))?", Pattern.DOTALL);
    private static final Set<String> KEEPS = Set.of(
            "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH", "VALUES", "TABLE", "EXPLAIN", "SHOW");
    private static final Set<String> ENDS =
            Set.of("COMMIT", "ROLLBACK", "ABORT", "END", "BEGIN", "START", "XA", "PREPARE TRANSACTION");

    /**
     * Looks at a statement, or several in one text.
     *
     * @throws SQLException if one of them would begin or end a transaction behind the connection's back
     */
    static SqlText of(String sql) throws SQLException {
        boolean keeps = true;
        for (String statement : sql.split(";", -1)) {
            Matcher words = FIRST_WORD.matcher(statement);
            if (!words.lookingAt()) {
                continue;
            }
            String first = words.group(1).toUpperCase(Locale.ROOT);
            String second = words.group(2) == null ? "" : words.group(2).toUpperCase(Locale.ROOT);
            boolean toSavepoint = first.equals("ROLLBACK")
                    && statement.toUpperCase(Locale.ROOT).contains(" TO ");
            if ((ENDS.contains(first) || ENDS.contains(first + " " + second)) && !toSavepoint) {
                throw new SQLFeatureNotSupportedException("A tenant's connection does not take " + first
                        + " as a statement, for it would let go of the gate unseen. Use setAutoCommit, commit and"
                        + " rollback of the connection.");
            }
            keeps &= KEEPS.contains(first) || first.equals("SAVEPOINT") || first.equals("RELEASE") || toSavepoint;
        }
        return new SqlText(keeps);
    }
}
