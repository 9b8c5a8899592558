package dev.passage.migration.testkit.generator;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A session as a host's store holds it (T6).
 *
 * @param id its id, unique among those of one generator
 * @param subject whose it is; several sessions may have one subject
 * @param createdAt when it began
 * @param expiresAt when it ends if nobody prolongs it, as an absolute instant after {@code createdAt}
 * @param attributes what the host keeps in it, in a fixed order
 * @since 0.1.0
 */
public record GeneratedSession(
        String id, String subject, Instant createdAt, Instant expiresAt, Map<String, String> attributes) {

    /** Checks that every part is given. */
    public GeneratedSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * Tells whether the session has ended.
     *
     * @param now the present
     * @return whether its time has passed
     */
    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
