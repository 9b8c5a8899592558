package dev.passage.migration.redis;

import java.util.List;

/** A script with what it is to work on. The arrays are not copied: they go from the layout to the wire. */
record RedisCall(RedisScript script, List<byte[]> keys, List<byte[]> arguments) {}
