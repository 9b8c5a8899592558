package dev.passage.migration.sessions;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.util.Locale;

/** Where sessions come from and go to, with Redis at one end or at both. */
enum RedisPair {
    REDIS_TO_REDIS,
    REDIS_TO_JDBC,
    JDBC_TO_REDIS;

    SessionPlace source(MigrationLab lab) {
        return this == JDBC_TO_REDIS ? database(lab) : server(lab, "old");
    }

    SessionPlace target(MigrationLab lab) {
        return this == REDIS_TO_JDBC ? database(lab) : server(lab, "new");
    }

    private static SessionPlace server(MigrationLab lab, String prefix) {
        return SessionPlace.in(lab.closeAfterTest(TestRedis.started(RedisRelease.NEWER)), prefix);
    }

    private static SessionPlace database(MigrationLab lab) {
        return SessionPlace.in(lab.database(DatabaseKind.POSTGRESQL, "sessions"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
