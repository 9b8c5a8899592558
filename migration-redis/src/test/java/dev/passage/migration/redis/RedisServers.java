package dev.passage.migration.redis;

import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.RedisClient;

/** The servers that the tests of this module share, and prefixes that no other test has. */
final class RedisServers {
    private static final Map<RedisRelease, TestRedis> STARTED = new EnumMap<>(RedisRelease.class);
    private static final AtomicLong NUMBER = new AtomicLong();

    private RedisServers() {}

    static synchronized RedisAddress address(RedisRelease release) {
        return address(STARTED.computeIfAbsent(release, TestRedis::started));
    }

    static RedisAddress address(TestRedis redis) {
        return RedisAddress.of("127.0.0.1", redis.port());
    }

    /** A plain client of the server at an address. */
    static RedisClient client(RedisAddress address) {
        return RedisClient.create(address.host(), address.port());
    }

    static String prefix() {
        return "test-" + NUMBER.incrementAndGet();
    }

    static RedisSessionStore store(RedisAddress address, RedisLayout layout) {
        RedisSessionStore store = RedisSessionStore.named("redis sessions", address)
                .layout(layout)
                .build();
        store.open();
        return store;
    }
}
