package dev.passage.migration.redis;

import java.util.List;

/** Some keys, and where the next are. */
record RedisKeys(RedisCursor next, List<byte[]> keys) {}
