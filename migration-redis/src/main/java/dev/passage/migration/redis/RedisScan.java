package dev.passage.migration.redis;

import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a part of the keys stands for. */
record RedisScan(List<Found> found, List<SessionFault> faults, Optional<String> next) {
    private static final int LONGEST_ID = 200;

    /** A session, or only the mark that it was deleted. */
    record Found(SessionId id, boolean deletedOnly) {}

    static RedisScan of(RedisKeys keys, RedisLayout layout) {
        List<Found> found = new ArrayList<>();
        List<SessionFault> faults = new ArrayList<>();
        for (byte[] key : keys.keys()) {
            String text = HashFields.text(key);
            layout.placeOf(text).ifPresent(place -> {
                if (!Arrays.equals(HashFields.bytes(text), key)) {
                    faults.add(fault(text, "its key is not in UTF-8"));
                } else if (place.id().isEmpty() || place.id().length() > LONGEST_ID) {
                    faults.add(fault(text, "its key has " + place.id().length() + " characters where an id stands"));
                } else {
                    found.add(new Found(SessionId.of(place.id()), place.note()));
                }
            });
        }
        return new RedisScan(
                found,
                faults,
                keys.next().isEnd() ? Optional.empty() : Optional.of(keys.next().toString()));
    }

    private static SessionFault fault(String key, String reason) {
        return new SessionFault(SessionId.of(key.substring(0, Math.min(LONGEST_ID, key.length()))), reason);
    }
}
