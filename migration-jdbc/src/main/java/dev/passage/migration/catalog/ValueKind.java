package dev.passage.migration.catalog;

/**
 * What a column's values are, whatever the engine calls the type; values of one kind are exchanged exactly between engines.
 *
 * @since 0.1.0
 */
public enum ValueKind {
    /** True or false. */
    BOOLEAN,
    /** A whole number of up to 64 bits with sign. */
    INTEGER,
    /** A decimal number with precision and scale. */
    DECIMAL,
    /** A binary floating point number of 32 bits. */
    REAL,
    /** A binary floating point number of 64 bits. */
    DOUBLE,
    /** Text of variable length. */
    TEXT,
    /** Text of fixed length; trailing spaces carry no meaning. */
    CHARACTER,
    /** Bytes. */
    BINARY,
    /** A day. */
    DATE,
    /** A time of day without zone. */
    TIME,
    /** A time of day with offset. */
    TIME_WITH_ZONE,
    /** Date and time without zone. */
    TIMESTAMP,
    /** An instant. */
    TIMESTAMP_WITH_ZONE,
    /** A UUID. */
    UUID,
    /** A JSON document. */
    JSON,
    /** A list of values of another kind. */
    ARRAY,
    /** A type of the engine's own, exchanged as the engine's own text, so only with the very same type of the same engine. */
    NATIVE;

    /**
     * Tells whether the declared length limits the values.
     *
     * @return whether it is text or bytes
     */
    public boolean isSized() {
        return this == TEXT || this == CHARACTER || this == BINARY;
    }

    /**
     * Tells whether the declared precision is that of fractional seconds.
     *
     * @return whether it is a time or timestamp
     */
    public boolean isTime() {
        return this == TIME || this == TIME_WITH_ZONE || this == TIMESTAMP || this == TIMESTAMP_WITH_ZONE;
    }
}
