/** Real Redis servers for tests. Start with {@link dev.passage.migration.testkit.redis.TestRedis}. */
@NullMarked
package dev.passage.migration.testkit.redis;

import org.jspecify.annotations.NullMarked;
