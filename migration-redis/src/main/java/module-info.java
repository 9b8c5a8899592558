/** A store of sessions in Redis. */
module dev.passage.migration.redis {
    requires transitive dev.passage.migration.api;
    requires org.apache.commons.pool2; // Jedis is no module that could say so itself
    requires org.slf4j;
    requires redis.clients.jedis; // an automatic module with a fixed name
    requires static org.jspecify;

    exports dev.passage.migration.redis;
}
