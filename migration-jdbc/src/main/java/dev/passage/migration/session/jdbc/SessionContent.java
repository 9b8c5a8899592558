package dev.passage.migration.session.jdbc;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Value and attributes of a session in one column: a format number, the value, the number of attributes, then name and bytes of each;
 * every part after its length in four bytes. Nothing in it is read as an object.
 */
record SessionContent(SessionBytes value, SortedMap<String, SessionBytes> attributes) {
    private static final int FORMAT = 1;

    static byte[] of(Session session) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            write(out, session.value());
            out.writeInt(session.attributes().size());
            for (var attribute : session.attributes().entrySet()) {
                write(out, SessionBytes.ofText(attribute.getKey()));
                write(out, attribute.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, SessionBytes part) throws IOException {
        out.writeInt(part.length());
        out.write(part.toArray());
    }

    /** Reads what {@link #of} wrote; throws {@link IOException} for anything else, before it takes memory for it. */
    static SessionContent read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IOException("format " + format + " is not known");
            }
            SessionBytes value = part(in);
            SortedMap<String, SessionBytes> attributes = new TreeMap<>();
            int count = in.readInt();
            for (int number = 0; number < count; number++) {
                String name = part(in).toText();
                attributes.put(name, part(in));
            }
            return new SessionContent(value, attributes);
        }
    }

    private static SessionBytes part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a part is longer than what is there");
        }
        return SessionBytes.of(in.readNBytes(length));
    }
}
