package dev.passage.migration.catchup;

import dev.passage.migration.copy.ColumnRoute;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.TableRoute;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row was on one side when it was parked, for a person to look at (R3).
 *
 * @param exists whether there was a row
 * @param values its values as text, by the names of its columns in their order, empty for NULL; none at all where nothing was parked
 *     but digests, because the host has given no key
 * @since 0.1.0
 */
public record RowImage(boolean exists, Map<String, Optional<String>> values) {
    private static final int NULL = -1;

    /** Copies the values. */
    public RowImage {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static RowImage of(TableRoute route, KeyedRow row) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        List<ColumnRoute> columns = route.columns();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).source().name(), row.value(i).map(RowImage::text));
        }
        return new RowImage(true, values);
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof @Nullable Object[] elements ? Arrays.deepToString(elements) : value.toString();
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(values.size());
            for (Map.Entry<String, Optional<String>> value : values.entrySet()) {
                write(out, value.getKey());
                if (value.getValue().isPresent()) {
                    write(out, value.getValue().get());
                } else {
                    out.writeInt(NULL);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static RowImage of(byte[] bytes) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = read(in).orElseThrow();
                values.put(name, read(in));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new RowImage(true, values);
    }

    private static Optional<String> read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL
                ? Optional.empty()
                : Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Returns whether there was a row, without its values (H4). */
    @Override
    public String toString() {
        return exists ? "a row of " + values.size() + " known columns" : "no row";
    }
}
