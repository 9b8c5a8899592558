package dev.passage.migration.value;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes typed values as the text form of PostgreSQL's {@code COPY}, in UTF-8: tabs between values, a line for each row, a backslash
 * before what would be taken for one of these. Used by one thread.
 *
 * @since 0.1.0
 */
public final class CopyText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT);

    private byte[] bytes = new byte[128 << 10];
    private int length;

    /** Begins without a value. */
    public CopyText() {}

    /** Forgets what was written. */
    public void clear() {
        length = 0;
    }

    /**
     * Returns what holds the text.
     *
     * @return the bytes, of which {@link #length()} are the text; not copied
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns how long the text is.
     *
     * @return number of bytes
     */
    public int length() {
        return length;
    }

    /**
     * Adds a value.
     *
     * @param value the value, or null for NULL
     * @param last whether it is the last of its row
     * @throws IllegalArgumentException if PostgreSQL has no text for it: one with NUL or half a character
     */
    public void add(@Nullable Object value, boolean last) {
        if (value == null) {
            reserve(2);
            bytes[length++] = '\\';
            bytes[length++] = 'N';
        } else if (value instanceof Long number) {
            ascii(Long.toString(number));
        } else if (value instanceof byte[] binary) {
            reserve(3 + 2 * binary.length);
            bytes[length++] = '\\';
            hex(binary);
        } else {
            text(plain(value));
        }
        reserve(1);
        bytes[length++] = (byte) (last ? '\n' : '\t');
    }

    private void hex(byte[] binary) {
        bytes[length++] = '\\';
        bytes[length++] = 'x';
        for (byte each : binary) {
            bytes[length++] = HEX[(each >> 4) & 15];
            bytes[length++] = HEX[each & 15];
        }
    }

    private static String plain(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "t" : "f";
        }
        if (value instanceof LocalDate day) {
            return DAY.format(day) + era(day);
        }
        if (value instanceof LocalDateTime time) {
            return TIME.format(time) + era(time.toLocalDate());
        }
        if (value instanceof OffsetDateTime instant) {
            LocalDateTime time = instant.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            return TIME.format(time) + "+00" + era(time.toLocalDate());
        }
        if (value instanceof Object[] elements) {
            StringBuilder array = new StringBuilder();
            elements(elements, array);
            return array.toString();
        }
        return value.toString();
    }

    private static String era(LocalDate day) {
        return day.getYear() < 1 ? " BC" : "";
    }

    private static void elements(@Nullable Object[] elements, StringBuilder array) {
        String separator = "{";
        for (Object element : elements) {
            array.append(separator);
            separator = ",";
            if (element == null) {
                array.append("NULL");
            } else if (element instanceof Object[] nested) {
                elements(nested, array);
            } else {
                quoted(element, array);
            }
        }
        array.append(separator.equals("{") ? "{}" : "}");
    }

    private static void quoted(Object element, StringBuilder array) {
        if (element instanceof BigDecimal || element instanceof Long) {
            array.append(element);
            return;
        }
        String text = element instanceof byte[] binary ? "\\x" + HexFormat.of().formatHex(binary) : plain(element);
        array.append('"')
                .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void text(String text) {
        reserve(3 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < 0x80) {
                single(character);
            } else if (character < 0x800) {
                bytes[length++] = (byte) (0xc0 | (character >> 6));
                bytes[length++] = (byte) (0x80 | (character & 0x3f));
            } else if (!Character.isSurrogate(character)) {
                bytes[length++] = (byte) (0xe0 | (character >> 12));
                bytes[length++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                bytes[length++] = (byte) (0x80 | (character & 0x3f));
            } else {
                int point = text.codePointAt(i++);
                if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                    throw new IllegalArgumentException("Half a character has no text.");
                }
                bytes[length++] = (byte) (0xf0 | (point >> 18));
                bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                bytes[length++] = (byte) (0x80 | (point & 0x3f));
            }
        }
    }

    private void single(char character) {
        switch (character) {
            case 0 -> throw new IllegalArgumentException("NUL has no text.");
            case '\\' -> escaped('\\');
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            default -> bytes[length++] = (byte) character;
        }
    }

    private void escaped(char code) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) code;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
