package dev.passage.migration.sessions;

import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.crash.HostPool;
import dev.passage.migration.redis.RedisAddress;
import dev.passage.migration.redis.RedisLayout;
import dev.passage.migration.redis.RedisSessionStore;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.redis.TestRedis;
import java.time.Duration;
import java.util.function.Consumer;

/** Where sessions lie, as a text that a child process can be told. */
record SessionPlace(String text) {
    private static final String REDIS = "redis";
    private static final int CONNECTIONS = 16;

    static SessionPlace in(TestRedis server, String prefix) {
        return new SessionPlace(REDIS + " " + server.port() + " " + prefix);
    }

    static SessionPlace in(TestDatabase database) {
        return new SessionPlace(database.url());
    }

    SessionStore open(String name, Consumer<AutoCloseable> closeLater) {
        SessionStore store = text.startsWith(REDIS + " ") ? redis(name, closeLater) : database(name, closeLater);
        store.open();
        return store;
    }

    private SessionStore redis(String name, Consumer<AutoCloseable> closeLater) {
        String[] parts = text.split(" ", -1);
        RedisAddress address = RedisAddress.of("127.0.0.1", Integer.parseInt(parts[1]));
        RedisSessionStore store = RedisSessionStore.named(name, address.withTimeout(Duration.ofSeconds(20)))
                .layout(RedisLayout.passage(parts[2]))
                .build();
        closeLater.accept(store);
        return store;
    }

    private SessionStore database(String name, Consumer<AutoCloseable> closeLater) {
        HikariDataSource pool = HostPool.over(TestDatabase.at(text), CONNECTIONS);
        closeLater.accept(pool);
        return JdbcSessionStore.on(pool).named(name).creatingTables();
    }
}
