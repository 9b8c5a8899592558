package dev.passage.migration.codec;

/**
 * Turns the records of handlers (settings, facts, outputs of steps) into JSON and back. The engine brings one that takes public
 * records of plain values; a host hands in its own when its records need more, or when its JSON library should do it (H1).
 *
 * <p>What it writes is journaled and signed with the plan: the same record must always give the same text, a text written by an
 * earlier release of the host must stay readable for as long as a migration of that time may go on, and a type must never be
 * chosen by the text (H4). Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface RecordCodec {

    /**
     * Returns a record as JSON.
     *
     * @param value the record
     * @return the text
     * @throws IllegalArgumentException if the record cannot be stored as JSON; the message names its class, never its values
     */
    String write(Record value);

    /**
     * Reads a record from JSON.
     *
     * @param <T> the class of the record
     * @param json the text
     * @param type the class of the record
     * @return the record
     * @throws IllegalArgumentException if the text is not such a record; the message names the class, never its values
     */
    <T extends Record> T read(String json, Class<T> type);
}
