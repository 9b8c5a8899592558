package dev.passage.migration.copy;

import dev.passage.migration.dialect.PostgresCopy;
import java.sql.SQLException;

/** Gathers what is sent to PostgreSQL in writes of 64 KiB. Used by one thread. */
final class CopyBuffer {
    private final PostgresCopy.Input input;
    private final byte[] buffer = new byte[64 << 10];
    private int length;

    CopyBuffer(PostgresCopy.Input input) {
        this.input = input;
    }

    void append(byte[] bytes, int from, int count) throws SQLException {
        if (count > buffer.length - length) {
            flush();
        }
        if (count > buffer.length) {
            input.write(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, buffer, length, count);
            length += count;
        }
    }

    void flush() throws SQLException {
        if (length > 0) {
            input.write(buffer, 0, length);
            length = 0;
        }
    }
}
