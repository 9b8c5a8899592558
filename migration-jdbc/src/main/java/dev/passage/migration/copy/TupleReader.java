package dev.passage.migration.copy;

import dev.passage.migration.dialect.PostgresCopy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Finds the tuples in what a binary {@code COPY} sends, from the lengths of their fields and never from how the server cuts its
 * messages. Used by one thread.
 */
final class TupleReader {
    /** What a binary copy begins with: signature, no flags, no extension. */
    static final byte[] HEADER = "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    /** What it ends with. */
    static final byte[] END = {-1, -1};

    private static final int SIGNATURE = 11;
    private static final int TRAILER = -1;

    private final PostgresCopy.Output output;
    private byte[] window = new byte[0];
    private int next;
    private byte[] tuple = window;
    private int start;
    private int end;
    private boolean ended;
    private long rows;

    TupleReader(PostgresCopy.Output output) throws SQLException {
        this.output = output;
        int place = has(SIGNATURE, 2 * Integer.BYTES) + Integer.BYTES;
        next = place + Integer.BYTES + intAt(window, place);
        has(0, 0);
    }

    /** Moves on to the next tuple; returns false at the end, and keeps the last one then. */
    boolean next() throws SQLException {
        if (ended) {
            return false;
        }
        int place = has(0, Short.BYTES);
        int fields = (short) (((window[place] & 0xff) << 8) | (window[place + 1] & 0xff));
        if (fields == TRAILER) {
            ended = true;
            while (output.read().length > 0) {
                // nothing follows but the end itself
            }
            return false;
        }
        int offset = Short.BYTES;
        for (int i = 0; i < fields; i++) {
            int at = has(offset, Integer.BYTES);
            offset += Integer.BYTES + Math.max(0, intAt(window, at));
        }
        start = has(offset, 0) - offset;
        tuple = window;
        end = start + offset;
        next = end;
        rows++;
        return true;
    }

    /** Makes sure that so many bytes are there at an offset behind the present place; returns where they begin. */
    private int has(int offset, int count) throws SQLException {
        while (window.length - next < offset + count) {
            byte[] more = output.read();
            if (more.length == 0) {
                throw new SQLException("The copy broke off in the middle of a row.", "08P01");
            }
            int kept = window.length - next;
            if (kept <= 0) {
                window = more;
                next = -kept;
            } else {
                byte[] joined = Arrays.copyOf(Arrays.copyOfRange(window, next, window.length), kept + more.length);
                System.arraycopy(more, 0, joined, kept, more.length);
                window = joined;
                next = 0;
            }
        }
        return next + offset;
    }

    /** Holds the present tuple; its bytes are not changed any more. */
    byte[] bytes() {
        return tuple;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /** Returns the bytes of a field of the present tuple, which must not be NULL. */
    byte[] field(int number) {
        int place = start + Short.BYTES;
        for (int i = 0; i < number; i++) {
            place += Integer.BYTES + Math.max(0, intAt(tuple, place));
        }
        int from = place + Integer.BYTES;
        return Arrays.copyOfRange(tuple, from, from + intAt(tuple, place));
    }

    private static int intAt(byte[] bytes, int place) {
        return ((bytes[place] & 0xff) << 24)
                | ((bytes[place + 1] & 0xff) << 16)
                | ((bytes[place + 2] & 0xff) << 8)
                | (bytes[place + 3] & 0xff);
    }

    /** How many tuples there were so far. */
    long rows() {
        return rows;
    }
}
