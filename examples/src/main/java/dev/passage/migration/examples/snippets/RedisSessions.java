package dev.passage.migration.examples.snippets;

import dev.passage.migration.redis.RedisAddress;
import dev.passage.migration.redis.RedisLayout;
import dev.passage.migration.redis.RedisSessionStore;
import dev.passage.migration.redis.SpringNumbers;

/** A host names the Redis that keeps its sessions. */
public final class RedisSessions {

    private RedisSessions() {}

    /**
     * Returns the store over what Spring Session has written. It connects when it is opened.
     *
     * @return the store
     */
    public static RedisSessionStore ofSpring() {
        // snippet
        RedisSessionStore sessions = RedisSessionStore.named("redis sessions", RedisAddress.of("cache.example", 6379))
                .layout(RedisLayout.springSession("spring:session", SpringNumbers.SERIALIZED))
                .build();
        // end
        return sessions;
    }
}
