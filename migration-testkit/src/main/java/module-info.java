/** What tests of migrations need: databases, failure injection, contract tests. */
module dev.passage.migration.testkit {
    requires transitive dev.passage.migration.api;
    requires transitive dev.passage.migration.core;
    requires dev.passage.migration.jdbc;
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;

    exports dev.passage.migration.testkit.clock;
    exports dev.passage.migration.testkit.connection;
    exports dev.passage.migration.testkit.crash;
    exports dev.passage.migration.testkit.database;
    exports dev.passage.migration.testkit.document;
    exports dev.passage.migration.testkit.fault;
    exports dev.passage.migration.testkit.fleet;
    exports dev.passage.migration.testkit.generator;
    exports dev.passage.migration.testkit.history;
    exports dev.passage.migration.testkit.journal;
    exports dev.passage.migration.testkit.lab;
    exports dev.passage.migration.testkit.network;
    exports dev.passage.migration.testkit.process;
    exports dev.passage.migration.testkit.redis;
    exports dev.passage.migration.testkit.session;
    exports dev.passage.migration.testkit.simulation;
}
