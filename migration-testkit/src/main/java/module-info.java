/** What tests of migrations need: databases, failure injection, contract tests. */
module dev.passage.migration.testkit {
    requires transitive dev.passage.migration.api;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports dev.passage.migration.testkit.clock;
    exports dev.passage.migration.testkit.connection;
    exports dev.passage.migration.testkit.database;
    exports dev.passage.migration.testkit.fault;
    exports dev.passage.migration.testkit.history;
    exports dev.passage.migration.testkit.network;
    exports dev.passage.migration.testkit.process;
}
