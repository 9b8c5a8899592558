package dev.passage.migration.examples.sessions;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.serializer.support.SerializationDelegate;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;
import org.springframework.session.SessionRepository;

/** The whole adapter of Spring Session: each attribute is serialised by itself, as Spring Session JDBC and Redis do. */
public final class MovingSessionRepository implements SessionRepository<MapSession> {
    private final MigratingSessionStore store;
    private final SerializationDelegate serialization =
            new SerializationDelegate(getClass().getClassLoader());

    /**
     * Creates the repository that Spring's filter is given.
     *
     * @param store where the sessions are, before, during and after their move
     */
    public MovingSessionRepository(MigratingSessionStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    // snippet
    @Override
    public MapSession createSession() {
        return new MapSession();
    }

    @Override
    public void save(MapSession session) {
        if (!session.getId().equals(session.getOriginalId())) { // changed at a login
            deleteById(session.getOriginalId());
        }
        Duration idle = session.getMaxInactiveInterval();
        Map<String, SessionBytes> attributes = new HashMap<>();
        session.getAttributeNames().forEach(name -> attributes.put(name, bytes(session.getAttribute(name))));
        attributes.put(Session.MAXIMUM_IDLE_SECONDS, SessionBytes.ofText(Long.toString(idle.toSeconds())));
        String principal = session.getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
        if (principal != null) {
            attributes.put(Session.PRINCIPAL, SessionBytes.ofText(principal));
        }
        Instant used = session.getLastAccessedTime();
        Instant until = idle.isNegative() ? Session.NEVER : used.plus(idle);
        SessionId id = SessionId.of(session.getId());
        store.save(Session.starting(id, SessionBytes.EMPTY, session.getCreationTime(), until)
                .withAttributes(attributes)
                .touched(used, until));
    }

    @Override
    public @Nullable MapSession findById(String id) {
        return store.find(SessionId.of(id)).map(this::spring).orElse(null);
    }

    @Override
    public void deleteById(String id) {
        store.delete(SessionId.of(id));
    }

    private MapSession spring(Session stored) {
        MapSession session = new MapSession(stored.id().value());
        session.setCreationTime(stored.createdAt());
        session.setLastAccessedTime(stored.lastAccessedAt());
        SessionBytes idle = stored.attributes().get(Session.MAXIMUM_IDLE_SECONDS);
        session.setMaxInactiveInterval(Duration.ofSeconds(idle == null ? -1 : Long.parseLong(idle.toText())));
        stored.attributes().forEach((name, bytes) -> {
            if (!name.startsWith(":")) {
                session.setAttribute(name, object(bytes));
            }
        });
        return session;
    }

    private SessionBytes bytes(Object attribute) {
        try {
            return SessionBytes.of(serialization.serializeToByteArray(attribute));
        } catch (IOException unserializable) {
            throw new UncheckedIOException(unserializable);
        }
    }

    private Object object(SessionBytes bytes) {
        try {
            return serialization.deserializeFromByteArray(bytes.toArray());
        } catch (IOException foreign) {
            throw new UncheckedIOException(foreign);
        }
    }
    // end
}
