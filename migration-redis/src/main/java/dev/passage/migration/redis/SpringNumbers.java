package dev.passage.migration.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Spring Session writes the three numbers of a session, which follows from the serializer that it is set to. Both forms are read
 * whatever is chosen here; no object is made of the bytes.
 *
 * @since 0.1.0
 */
public enum SpringNumbers {
    /** As serialised Java objects, the default of Spring Session. */
    SERIALIZED,
    /** As digits, which serializers to JSON and to text write. */
    TEXT;

    private static final byte[] LONG = HexFormat.of()
            .parseHex("aced00057372000e6a6176612e6c616e672e4c6f6e673b8be490cc8f23df0200014a000576616c7565"
                    + "787200106a6176612e6c616e672e4e756d62657286ac951d0b94e08b0200007870");
    private static final byte[] INTEGER = HexFormat.of()
            .parseHex("aced0005737200116a6176612e6c616e672e496e746567657212e2a0a4f781873802000149000576616c7565"
                    + "787200106a6176612e6c616e672e4e756d62657286ac951d0b94e08b0200007870");
    private static final Pattern DIGITS =
            Pattern.compile("(?:\\[\"java\\.lang\\.(?:Long|Integer)\",)?(-?[0-9]{1,18})]?");

    byte[] ofLong(long number) {
        return this == TEXT
                ? HashFields.bytes(Long.toString(number))
                : ByteBuffer.allocate(LONG.length + Long.BYTES)
                        .put(LONG)
                        .putLong(number)
                        .array();
    }

    byte[] ofInteger(int number) {
        return this == TEXT
                ? HashFields.bytes(Integer.toString(number))
                : ByteBuffer.allocate(INTEGER.length + Integer.BYTES)
                        .put(INTEGER)
                        .putInt(number)
                        .array();
    }

    static OptionalLong read(byte[] bytes) {
        if (follows(LONG, bytes, Long.BYTES)) {
            return OptionalLong.of(ByteBuffer.wrap(bytes).getLong(LONG.length));
        }
        if (follows(INTEGER, bytes, Integer.BYTES)) {
            return OptionalLong.of(ByteBuffer.wrap(bytes).getInt(INTEGER.length));
        }
        Matcher digits = DIGITS.matcher(HashFields.text(bytes));
        return digits.matches() ? OptionalLong.of(Long.parseLong(digits.group(1))) : OptionalLong.empty();
    }

    private static boolean follows(byte[] form, byte[] bytes, int more) {
        return bytes.length == form.length + more && Arrays.equals(form, 0, form.length, bytes, 0, form.length);
    }
}
