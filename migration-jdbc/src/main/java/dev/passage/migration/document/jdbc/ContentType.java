package dev.passage.migration.document.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Optional;

/** How a column keeps the bytes of a document. */
enum ContentType {
    /** As they are. */
    BYTES {
        @Override
        Optional<byte[]> read(ResultSet row, int column) throws SQLException {
            return Optional.ofNullable(row.getBytes(column));
        }

        @Override
        void write(PreparedStatement statement, int place, byte[] content) throws SQLException {
            statement.setBytes(place, content);
        }

        @Override
        boolean canKeep(byte[] content) {
            return true;
        }
    },
    /** As the text that they are in UTF-8. */
    TEXT {
        @Override
        Optional<byte[]> read(ResultSet row, int column) throws SQLException {
            return Optional.ofNullable(row.getString(column)).map(text -> text.getBytes(UTF_8));
        }

        @Override
        void write(PreparedStatement statement, int place, byte[] content) throws SQLException {
            statement.setString(place, new String(content, UTF_8));
        }

        @Override
        boolean canKeep(byte[] content) {
            return Arrays.equals(new String(content, UTF_8).getBytes(UTF_8), content);
        }
    };

    static ContentType of(int sqlType) throws SQLException {
        return switch (sqlType) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.CLOB,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.NCLOB -> TEXT;
            default ->
                throw new SQLFeatureNotSupportedException("The column does not give back what was written", "0A000");
        };
    }

    /** The bytes of a column, empty if it is null. */
    abstract Optional<byte[]> read(ResultSet row, int column) throws SQLException;

    abstract void write(PreparedStatement statement, int place, byte[] content) throws SQLException;

    abstract boolean canKeep(byte[] content);
}
