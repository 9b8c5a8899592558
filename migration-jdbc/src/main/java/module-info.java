/** Journal, routing and the data handler over JDBC. */
module dev.passage.migration.jdbc {
    requires com.dynatrace.hash4j;
    requires transitive dev.passage.migration.api;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.ratelimiter;
    requires transitive java.sql;
    requires jdk.jfr;
    requires static com.h2database;
    requires static org.postgresql.jdbc;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.passage.migration.capture;
    exports dev.passage.migration.catalog;
    exports dev.passage.migration.catchup;
    exports dev.passage.migration.copy;
    exports dev.passage.migration.dialect;
    exports dev.passage.migration.document.jdbc;
    exports dev.passage.migration.endpoint;
    exports dev.passage.migration.gate;
    exports dev.passage.migration.journal.jdbc;
    exports dev.passage.migration.observation;
    exports dev.passage.migration.routing;
    exports dev.passage.migration.session.jdbc;
    exports dev.passage.migration.sql;
    exports dev.passage.migration.tenant;
    exports dev.passage.migration.value;
    exports dev.passage.migration.verify;

    opens dev.passage.migration.dialect.internal to
            com.h2database;
}
