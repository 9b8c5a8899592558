package dev.passage.migration.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quoting, clock and limits of each engine (H4). */
class DialectTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void refusesIdentifierWithNulOrTooLong(Engine engine) {
        Dialect dialect = Dialect.of(engine);

        assertThatThrownBy(() -> dialect.quoted("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dialect.quoted("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dialect.quoted("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doublesQuotesInsideAnIdentifier() {
        assertThat(Dialect.of(Engine.POSTGRESQL).quoted("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(Dialect.of(Engine.MARIADB).quoted("a`b")).isEqualTo("`a``b`");
        assertThat(Dialect.of(Engine.H2).qualified("s", "a\"; --")).isEqualTo("\"s\".\"a\"\"; --\"");
    }

    @Test
    void countsBytesOnPostgres() {
        assertThatThrownBy(() -> Dialect.of(Engine.POSTGRESQL).quoted("é".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63 bytes");
    }

    @Test
    void readsTheClockOfTheDatabaseInAnyTimeZone() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'Asia/Tokyo'");

            long micros = single(statement, "SELECT " + Dialect.of(connection).nowMicros());

            assertThat(Instant.EPOCH.plusNanos(micros * 1_000))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        }
    }

    @Test
    void putsLimitsBack() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Dialect dialect = Dialect.of(connection);
            long before = single(statement, "SELECT LOCK_TIMEOUT()");

            try (SessionLimit waits = dialect.limitLockWait(connection, Duration.ofMillis(321));
                    SessionLimit runs = dialect.limitStatement(connection, Duration.ofSeconds(5))) {
                assertThat(waits).isNotSameAs(runs);
                assertThat(single(statement, "SELECT LOCK_TIMEOUT()")).isEqualTo(321);
            }

            assertThat(single(statement, "SELECT LOCK_TIMEOUT()")).isEqualTo(before);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("database"), "sa", "");
    }

    private static long single(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
