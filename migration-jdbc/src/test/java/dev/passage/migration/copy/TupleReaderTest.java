package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.PostgresCopy;
import dev.passage.migration.testdatabase.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tuples are found whatever way a server cuts its messages (D3). */
class TupleReaderTest {
    private static final int ROWS = 300;
    private static byte[] copied = {};

    @BeforeAll
    static void copyFromRealServer() throws SQLException {
        try (Connection connection = TestDatabase.postgres().getConnection()) {
            connection.setAutoCommit(false);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            String rows = "SELECT g, CASE WHEN g % 3 > 0 THEN repeat('x', g % 50) END, g * 1.5, NULL::uuid"
                    + " FROM generate_series(1, " + ROWS + ") g";
            try (PostgresCopy.Output output =
                    PostgresCopy.read(connection, "COPY (" + rows + ") TO STDOUT (FORMAT binary)")) {
                for (byte[] message = output.read(); message.length > 0; message = output.read()) {
                    all.writeBytes(message);
                }
            }
            copied = all.toByteArray();
        }
    }

    @Test
    void findsEveryTupleWhereverMessagesAreCut() throws SQLException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        byte[] whole = read(() -> copied.length);

        List<byte[]> recut = List.of(read(() -> 1), read(() -> 2), read(() -> 7), read(() -> 1 + random.nextInt(90)));

        assertThat(whole).isEqualTo(Arrays.copyOfRange(copied, TupleReader.HEADER.length, copied.length - 2));
        assertThat(recut).allSatisfy(tuples -> assertThat(tuples).isEqualTo(whole));
    }

    @Test
    void keepsLastTupleAtTheEnd() throws SQLException {
        TupleReader tuples = new TupleReader(new Cut(copied, () -> 5));

        while (tuples.next()) {
            assertThat(tuples.field(0)).hasSize(Integer.BYTES);
        }

        assertThat(tuples.field(0)).containsExactly(0, 0, ROWS >> 8, (byte) ROWS);
        assertThat(tuples.rows()).isEqualTo(ROWS);
    }

    @Test
    void noticesCopyThatBrokeOff() throws SQLException {
        byte[] part = Arrays.copyOf(copied, copied.length - 30);
        TupleReader tuples = new TupleReader(new Cut(part, () -> 64));

        assertThatThrownBy(() -> {
                    while (tuples.next()) {
                        assertThat(tuples.length()).isPositive();
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("broke off");
    }

    private static byte[] read(IntSupplier sizes) throws SQLException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        TupleReader tuples = new TupleReader(new Cut(copied, sizes));
        List<Integer> starts = new ArrayList<>();
        while (tuples.next()) {
            all.write(tuples.bytes(), tuples.start(), tuples.length());
            starts.add(tuples.start());
        }
        assertThat(starts).hasSize(ROWS);
        return all.toByteArray();
    }

    /** What a server sent, in messages of other sizes. */
    private static final class Cut implements PostgresCopy.Output {
        private final byte[] bytes;
        private final IntSupplier sizes;
        private int at;

        private Cut(byte[] bytes, IntSupplier sizes) {
            this.bytes = bytes;
            this.sizes = sizes;
        }

        @Override
        public byte[] read() {
            int from = at;
            at = Math.min(bytes.length, at + sizes.getAsInt());
            return Arrays.copyOfRange(bytes, from, at);
        }

        @Override
        public void close() {
            at = bytes.length;
        }
    }
}
