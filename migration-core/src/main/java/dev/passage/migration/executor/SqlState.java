package dev.passage.migration.executor;

import java.util.Optional;

/**
 * The SQLSTATE of an exception. Read by name, so that the engine needs no {@code java.sql}: a host that moves no rows must not
 * have to load it.
 */
final class SqlState {
    private static final String SQL_EXCEPTION = "java.sql.SQLException";

    private SqlState() {}

    static Optional<String> of(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(SQL_EXCEPTION)) {
                try {
                    return Optional.ofNullable(
                                    (String) type.getMethod("getSQLState").invoke(thrown))
                            .filter(state -> state.matches("[0-9A-Za-z]{1,10}"));
                } catch (ReflectiveOperationException unreadable) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
