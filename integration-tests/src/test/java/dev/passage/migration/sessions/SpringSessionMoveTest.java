package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.redis.RedisAddress;
import dev.passage.migration.redis.RedisLayout;
import dev.passage.migration.redis.RedisSessionStore;
import dev.passage.migration.redis.SpringNumbers;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SpringSessionTables;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that Spring Session has written go from its tables to its hashes in Redis and the other way, byte by byte (S1, S2). */
@MigrationTest
final class SpringSessionMoveTest {
    private static final SessionId KEPT = SessionId.of("7ba7b810-9dad-11d1-80b4-00c04fd430c1");
    private static final SessionId TOUCHED = SessionId.of("7ba7b810-9dad-11d1-80b4-00c04fd430c2");
    private static final SessionId ENDED = SessionId.of("7ba7b810-9dad-11d1-80b4-00c04fd430c3");
    private static final SessionBytes CART = SessionBytes.of(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 112});
    private static final int IDLE_SECONDS = 7_200;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void goesFromTablesToRedis(DatabaseKind kind, MigrationLab lab) throws SQLException, InterruptedException {
        TestDatabase database = lab.database(kind, "spring");
        SessionStore tables = tables(database);
        SessionStore redis = redis(lab);
        LedMove move = lab.closeAfterTest(new LedMove(tables, redis));
        Instant now = move.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        for (SessionId id : new SessionId[] {KEPT, TOUCHED, ENDED}) {
            insert(database, id, now);
        }

        Instant until = now.plusSeconds(IDLE_SECONDS + 60);
        MigrationResult end = moved(move, now.plusSeconds(60), until);

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(session(redis, KEPT)).contains(written(KEPT, now));
        assertThat(session(redis, TOUCHED)).contains(written(TOUCHED, now).touched(now.plusSeconds(60), until));
        assertThat(session(redis, ENDED)).isEmpty();
        assertThat(tables.scan(Optional.empty(), 10).entries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void goesFromRedisToTables(DatabaseKind kind, MigrationLab lab) throws SQLException, InterruptedException {
        SessionStore tables = tables(lab.database(kind, "spring"));
        SessionStore redis = redis(lab);
        LedMove move = lab.closeAfterTest(new LedMove(redis, tables));
        Instant now = move.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        for (SessionId id : new SessionId[] {KEPT, TOUCHED, ENDED}) {
            redis.putIfNewer(written(id, now).withVersion(SessionVersion.after(0)), SessionFence.NONE);
        }

        Instant until = now.plusSeconds(IDLE_SECONDS + 60);
        MigrationResult end = moved(move, now.plusSeconds(60), until);

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(session(tables, KEPT)).contains(written(KEPT, now));
        assertThat(session(tables, TOUCHED)).contains(written(TOUCHED, now).touched(now.plusSeconds(60), until));
        assertThat(session(tables, ENDED)).isEmpty();
        assertThat(redis.scan(Optional.empty(), 10).entries()).isEmpty();
    }

    /** The host uses one session and ends another while both stores are written. */
    private static MigrationResult moved(LedMove move, Instant used, Instant until) throws InterruptedException {
        MigrationId migration = move.begin();
        move.reach(migration, SessionStage.SHADOW);
        move.host().touch(move.host().find(TOUCHED).orElseThrow(), used, until);
        move.host().delete(ENDED);
        return move.finish(migration);
    }

    private static Optional<Session> session(SessionStore store, SessionId id) {
        return store.get(id)
                .filter(entry -> !entry.isTombstone())
                .map(Session.class::cast)
                .map(found -> found.withVersion(SessionVersion.UNKNOWN));
    }

    private static Session written(SessionId id, Instant now) {
        return Session.starting(id, SessionBytes.EMPTY, now, now.plusSeconds(IDLE_SECONDS))
                .withAttributes(Map.of(
                        "cart",
                        CART,
                        Session.PRINCIPAL,
                        SessionBytes.ofText("anna"),
                        Session.MAXIMUM_IDLE_SECONDS,
                        SessionBytes.ofText(Integer.toString(IDLE_SECONDS))))
                .withVersion(SessionVersion.UNKNOWN);
    }

    private static SessionStore tables(TestDatabase database) throws SQLException {
        SpringScripts.run(database);
        SessionStore store = JdbcSessionStore.on(database.dataSource())
                .named("tables")
                .inSpringTables(SpringSessionTables.usual())
                .creatingTables();
        store.open();
        return store;
    }

    private static SessionStore redis(MigrationLab lab) {
        TestRedis server = lab.closeAfterTest(TestRedis.started(RedisRelease.NEWER));
        return lab.closeAfterTest(RedisSessionStore.named("redis", RedisAddress.of("127.0.0.1", server.port()))
                .layout(RedisLayout.springSession("spring:session", SpringNumbers.SERIALIZED))
                .build());
    }

    private static void insert(TestDatabase database, SessionId id, Instant now) throws SQLException {
        String key = id.value().replace('7', '6');
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement session =
                        connection.prepareStatement("INSERT INTO SPRING_SESSION VALUES (?, ?, ?, ?, ?, ?, 'anna')");
                PreparedStatement attribute =
                        connection.prepareStatement("INSERT INTO SPRING_SESSION_ATTRIBUTES VALUES (?, 'cart', ?)")) {
            session.setString(1, key);
            session.setString(2, id.value());
            session.setLong(3, now.toEpochMilli());
            session.setLong(4, now.toEpochMilli());
            session.setInt(5, IDLE_SECONDS);
            session.setLong(6, now.plusSeconds(IDLE_SECONDS).toEpochMilli());
            session.executeUpdate();
            attribute.setString(1, key);
            attribute.setBytes(2, CART.toArray());
            attribute.executeUpdate();
        }
    }
}
