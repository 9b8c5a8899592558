package dev.passage.migration.value;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.passage.migration.catalog.ValueKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hashes rows over one canonical form, the same for the same values on every engine (D7).
 *
 * <p>The form of a row is the form of its columns one after another; that of a value is one byte for its kind (0 for NULL), four
 * bytes of length, and the content, numbers most significant byte first:
 *
 * <ul>
 *   <li>boolean: one byte; integer: 8 bytes; real and double: their IEEE 754 bits, every NaN the same, -0 apart from 0;
 *   <li>decimal: 4 bytes of scale and the unscaled value in two's complement, without trailing zeros;
 *   <li>text and engines' own types: UTF-8; fixed text without trailing spaces; bytes as they are;
 *   <li>date: days since 1970; time: nanoseconds of the day, with offset as of UTC;
 *   <li>timestamp: 8 bytes of seconds since 1970 and 4 of nanoseconds, with time zone as of UTC;
 *   <li>uuid: 16 bytes; JSON: see {@link CanonicalJson}; array: the forms of its elements.
 * </ul>
 *
 * <p>Each row gives two 64-bit hashes (XXH3 with two seeds), which {@link ChunkDigest} sums up. Used by one thread.
 *
 * @since 0.1.0
 */
public final class RowDigester {
    static final Hasher64 FIRST = Hashing.xxh3_64(0x70617373616765L);
    static final Hasher64 SECOND = Hashing.xxh3_64(0x6d6967726174696fL);
    private static final byte NULL = 0;

    private byte[] form = new byte[1_024];
    private int length;

    /** Begins without a row. */
    public RowDigester() {}

    /** Begins the next row. */
    public void begin() {
        length = 0;
    }

    /**
     * Adds the next value of the row.
     *
     * @param kind what the value is
     * @param value the value as {@link ValueAccess} read it, or null
     */
    public void add(ValueKind kind, @Nullable Object value) {
        if (value == null) {
            append(NULL);
            appendInt(0);
            return;
        }
        append(code(kind));
        int lengthAt = length;
        appendInt(0);
        appendContent(kind, value);
        int end = length;
        length = lengthAt;
        appendInt(end - lengthAt - Integer.BYTES);
        length = end;
    }

    /**
     * Returns the digest of the row.
     *
     * @return the digest of one row
     */
    public ChunkDigest digest() {
        return new ChunkDigest(1, FIRST.hashBytesToLong(form, 0, length), SECOND.hashBytesToLong(form, 0, length));
    }

    /**
     * Returns how large the canonical form of the row is, which is about what it takes on the wire.
     *
     * @return number of bytes
     */
    public int bytes() {
        return length;
    }

    /** Fixed for ever: a ledger written by one version is compared by another. */
    private static byte code(ValueKind kind) {
        return switch (kind) {
            case BOOLEAN -> 1;
            case INTEGER -> 2;
            case DECIMAL -> 3;
            case REAL -> 4;
            case DOUBLE -> 5;
            case TEXT -> 6;
            case CHARACTER -> 7;
            case BINARY -> 8;
            case DATE -> 9;
            case TIME -> 10;
            case TIME_WITH_ZONE -> 11;
            case TIMESTAMP -> 12;
            case TIMESTAMP_WITH_ZONE -> 13;
            case UUID -> 14;
            case JSON -> 15;
            case ARRAY -> 16;
            case NATIVE -> 17;
        };
    }

    private void appendContent(ValueKind kind, Object value) {
        switch (kind) {
            case BOOLEAN -> append((byte) ((Boolean) value ? 1 : 0));
            case INTEGER -> appendLong((Long) value);
            case REAL -> appendInt(Float.floatToIntBits((Float) value));
            case DOUBLE -> appendLong(Double.doubleToLongBits((Double) value));
            case DECIMAL -> appendDecimal((BigDecimal) value);
            case TEXT, NATIVE -> appendText((String) value);
            case CHARACTER -> appendText(withoutTrailingSpaces((String) value));
            case JSON -> appendText(CanonicalJson.of((String) value));
            case BINARY -> appendBytes((byte[]) value);
            case DATE -> appendLong(((LocalDate) value).toEpochDay());
            case TIME -> appendLong(((LocalTime) value).toNanoOfDay());
            case TIME_WITH_ZONE ->
                appendLong(((OffsetTime) value)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalTime()
                        .toNanoOfDay());
            case TIMESTAMP -> appendTimestamp((LocalDateTime) value);
            case TIMESTAMP_WITH_ZONE ->
                appendTimestamp(((OffsetDateTime) value)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime());
            case UUID -> {
                appendLong(((UUID) value).getMostSignificantBits());
                appendLong(((UUID) value).getLeastSignificantBits());
            }
            case ARRAY -> {
                for (Object element : (@Nullable Object[]) value) {
                    add(kindOf(element), element);
                }
            }
        }
    }

    private static ValueKind kindOf(@Nullable Object element) {
        if (element instanceof Object[]) {
            return ValueKind.ARRAY;
        }
        if (element instanceof Long) {
            return ValueKind.INTEGER;
        }
        if (element instanceof Boolean) {
            return ValueKind.BOOLEAN;
        }
        if (element instanceof Float) {
            return ValueKind.REAL;
        }
        if (element instanceof Double) {
            return ValueKind.DOUBLE;
        }
        if (element instanceof BigDecimal) {
            return ValueKind.DECIMAL;
        }
        if (element instanceof byte[]) {
            return ValueKind.BINARY;
        }
        if (element instanceof UUID) {
            return ValueKind.UUID;
        }
        return kindOfTime(element);
    }

    private static ValueKind kindOfTime(@Nullable Object element) {
        if (element instanceof LocalDate) {
            return ValueKind.DATE;
        }
        if (element instanceof LocalTime) {
            return ValueKind.TIME;
        }
        if (element instanceof OffsetTime) {
            return ValueKind.TIME_WITH_ZONE;
        }
        if (element instanceof LocalDateTime) {
            return ValueKind.TIMESTAMP;
        }
        return element instanceof OffsetDateTime ? ValueKind.TIMESTAMP_WITH_ZONE : ValueKind.TEXT;
    }

    private static String withoutTrailingSpaces(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private void appendDecimal(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        appendInt(plain.scale());
        appendBytes(plain.unscaledValue().toByteArray());
    }

    private void appendTimestamp(LocalDateTime value) {
        Instant instant = value.toInstant(ZoneOffset.UTC);
        appendLong(instant.getEpochSecond());
        appendInt(instant.getNano());
    }

    private void appendText(String text) {
        appendBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void appendBytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, form, length, bytes.length);
        length += bytes.length;
    }

    private void appendLong(long value) {
        appendInt((int) (value >>> 32));
        appendInt((int) value);
    }

    private void appendInt(int value) {
        reserve(Integer.BYTES);
        form[length++] = (byte) (value >>> 24);
        form[length++] = (byte) (value >>> 16);
        form[length++] = (byte) (value >>> 8);
        form[length++] = (byte) value;
    }

    private void append(byte value) {
        reserve(1);
        form[length++] = value;
    }

    private void reserve(int more) {
        if (form.length - length < more) {
            form = Arrays.copyOf(form, Math.max(form.length * 2, length + more));
        }
    }
}
