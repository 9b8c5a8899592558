/**
 * Sessions in Redis, in a layout of our own or in that of Spring Session. Start with
 * {@link dev.passage.migration.redis.RedisSessionStore}.
 */
@NullMarked
package dev.passage.migration.redis;

import org.jspecify.annotations.NullMarked;
