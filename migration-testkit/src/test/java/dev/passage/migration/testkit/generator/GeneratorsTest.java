package dev.passage.migration.testkit.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.testkit.fault.Seed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions and configuration documents of any number and size, the same again from the same seed (T6). */
final class GeneratorsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void makesTheSameSessionsFromTheSameSeed() {
        long seed = Seed.ofThisRun();
        List<GeneratedSession> sessions =
                SessionGenerator.of(seed, NOW).sessions(2_000).toList();

        assertThat(SessionGenerator.of(seed, NOW).sessions(2_000)).containsExactlyElementsOf(sessions);
        assertThat(sessions).extracting(GeneratedSession::id).doesNotHaveDuplicates();
        assertThat(sessions)
                .allSatisfy(session -> assertThat(session.createdAt()).isBefore(session.expiresAt()))
                .anyMatch(session -> session.isExpiredAt(NOW))
                .anyMatch(session -> !session.isExpiredAt(NOW))
                .anyMatch(session -> session.attributes().containsValue("it's"));
    }

    @Test
    void makesSessionsAsLargeAsAsked() {
        SessionGenerator sessions = SessionGenerator.of(Seed.ofThisRun(), NOW);

        assertThat(sessions.withAttributes(0).sessions(50))
                .allSatisfy(session -> assertThat(session.attributes()).isEmpty());
        assertThat(sessions.withAttributes(200).sessions(50))
                .anySatisfy(session -> assertThat(session.attributes()).hasSizeGreaterThan(50));
        assertThatThrownBy(() -> sessions.withAttributes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void makesDocumentsThatADatabaseParses() throws SQLException {
        ConfigurationGenerator documents = ConfigurationGenerator.of(Seed.ofThisRun(), 7);

        assertThat(documents.documents(300))
                .containsExactlyElementsOf(documents.documents(300).toList());
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                PreparedStatement parse = connection.prepareStatement("SELECT (? FORMAT JSON) IS JSON OBJECT")) {
            for (String document : documents.documents(300).toList()) {
                parse.setString(1, document);
                try (ResultSet row = parse.executeQuery()) {
                    row.next();
                    assertThat(row.getBoolean(1)).as(document).isTrue();
                }
                assertThat(document).startsWith("{\"schemaVersion\":7,\"name\":\"document-");
            }
        }
    }

    @Test
    void makesDocumentsAsLargeAsAsked() {
        ConfigurationGenerator documents = ConfigurationGenerator.of(Seed.ofThisRun(), 1);

        assertThat(documents.upTo(5, 30).documents(50)).anyMatch(document -> document.length() > 2_000);
        assertThat(documents.upTo(1, 1).documents(50)).allMatch(document -> document.length() < 120);
        assertThatThrownBy(() -> documents.upTo(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
