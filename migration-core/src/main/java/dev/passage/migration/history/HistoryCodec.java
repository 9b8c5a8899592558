package dev.passage.migration.history;

import dev.passage.migration.failure.JournalException;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.json.JsonCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Between journal records and what they say. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class HistoryCodec {
    private static final int LONGEST_ACTOR = 200;
    private static final Map<String, Class<? extends Record>> KINDS = Arrays.stream(
                    HistoryEvent.class.getPermittedSubclasses())
            .map(kind -> kind.<Record>asSubclass(Record.class))
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final JsonCodec json;

    /**
     * Creates a codec.
     *
     * @param json what turns records into JSON
     */
    public HistoryCodec(JsonCodec json) {
        this.json = json;
    }

    /**
     * Returns the record to be appended for an event.
     *
     * @param event what it says
     * @param actor who caused it
     * @return the draft
     * @throws IllegalArgumentException if the event holds something that cannot be stored
     */
    public RecordDraft encode(HistoryEvent event, String actor) {
        String name = actor.isBlank() ? "unknown" : actor;
        return new RecordDraft(
                event.getClass().getSimpleName(),
                name.length() > LONGEST_ACTOR ? name.substring(0, LONGEST_ACTOR) : name,
                json.write((Record) event));
    }

    /**
     * Returns what records say.
     *
     * @param records the records
     * @return the events in the same order
     * @throws JournalException if a record is of an unknown kind or cannot be read
     */
    public List<RecordedEvent> decode(List<JournalRecord> records) {
        return records.stream().map(this::decode).toList();
    }

    private RecordedEvent decode(JournalRecord record) {
        Class<? extends Record> kind = KINDS.get(record.kind());
        if (kind == null) {
            throw unreadable(record, "its kind " + record.kind() + " is unknown", null);
        }
        try {
            HistoryEvent event = (HistoryEvent) json.read(record.body(), kind);
            return new RecordedEvent(record.sequence(), record.at(), record.actor(), event);
        } catch (IllegalArgumentException malformed) {
            throw unreadable(record, "its body is not a " + record.kind(), malformed);
        }
    }

    private static JournalException unreadable(JournalRecord record, String why, @Nullable Throwable cause) {
        return new JournalException(
                JournalException.Reason.UNREADABLE_RECORD,
                "Record " + record.sequence() + " of migration " + record.migration() + " cannot be read: " + why + ".",
                "Use the version of Passage that wrote it, or a newer one.",
                cause);
    }
}
