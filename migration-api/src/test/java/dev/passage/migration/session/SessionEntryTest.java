package dev.passage.migration.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Entries have an order in which every store agrees, and show nothing that lets anybody in (S1, S4, H4). */
final class SessionEntryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SessionId ID = SessionId.of("secret-of-anna");

    @Test
    void theGreaterVersionIsNewer() {
        Session second = session(new SessionVersion(2, 5));

        assertThat(second.isNewerThan(session(new SessionVersion(1, 9)))).isTrue();
        assertThat(second.isNewerThan(session(new SessionVersion(2, 4)))).isTrue();
        assertThat(second.isNewerThan(session(new SessionVersion(2, 5)))).isFalse();
        assertThat(second.isNewerThan(session(new SessionVersion(3, 0)))).isFalse();
    }

    @Test
    void aDeletedSessionStaysDeletedWhateverItsVersion() {
        SessionTombstone deleted = new SessionTombstone(ID, new SessionVersion(1, 0), NOW);
        Session later = session(new SessionVersion(7, 0));

        assertThat(deleted.isNewerThan(later)).isTrue();
        assertThat(later.isNewerThan(deleted)).isFalse();
    }

    @Test
    void noStateIsBothNewerAndOlder() {
        List<SessionEntry> states = List.of(
                session(new SessionVersion(1, 1)),
                session(new SessionVersion(1, 2)),
                session(new SessionVersion(2, 0)),
                new SessionTombstone(ID, new SessionVersion(1, 1), NOW),
                new SessionTombstone(ID, new SessionVersion(2, 0), NOW));

        assertThat(states)
                .allSatisfy(one -> assertThat(states)
                        .filteredOn(other -> other != one)
                        .allSatisfy(other -> assertThat(one.isNewerThan(other)).isNotEqualTo(other.isNewerThan(one))));
    }

    @Test
    void eachPartChangesTheDigest() {
        Session session = session(new SessionVersion(1, 1));

        Stream<SessionEntry> others = Stream.of(
                session.withValue(SessionBytes.ofText("other")),
                session.withAttributes(Map.of("a", SessionBytes.ofText("bc"))),
                session.withAttributes(Map.of("ab", SessionBytes.ofText("c"))),
                session.touched(NOW.plusSeconds(1), session.expiresAt()),
                session.touched(NOW, session.expiresAt().plusMillis(1)),
                session.withVersion(new SessionVersion(1, 2)),
                new SessionTombstone(ID, session.version(), session.expiresAt()));

        assertThat(Stream.concat(Stream.of(session), others).map(SessionEntry::digest))
                .doesNotHaveDuplicates()
                .contains(session(new SessionVersion(1, 1)).digest());
    }

    @Test
    void showsNeitherIdNorValue() {
        Session session = session(SessionVersion.UNKNOWN)
                .withValue(SessionBytes.ofText("password"))
                .withAttributes(Map.of("cart", SessionBytes.ofText("book")));

        assertThat(session.toString()).doesNotContain("anna", "password", "book", "cart");
        assertThat(new RepairItem(ID, 1).toString()).doesNotContain("anna");
        assertThat(new SessionFault(ID, "too large").toString())
                .contains(ID.fingerprint())
                .doesNotContain("anna");
    }

    @Test
    void keepsWholeMilliseconds() {
        Session session = Session.starting(ID, SessionBytes.EMPTY, NOW.plusNanos(999_999), Instant.MAX);

        assertThat(session.createdAt()).isEqualTo(NOW);
        assertThat(session.expiresAt()).isEqualTo(Session.NEVER);
    }

    @Test
    void refusesWhatNoStoreCanCompare() {
        assertThatThrownBy(() -> new SessionVersion(SessionVersion.GREATEST + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SessionId.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Session session(SessionVersion version) {
        return Session.starting(ID, SessionBytes.ofText("value"), NOW, NOW.plusSeconds(60))
                .withVersion(version);
    }
}
