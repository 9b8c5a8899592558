/** Journal, routing and the data handler over JDBC. */
module dev.passage.migration.jdbc {
    requires transitive dev.passage.migration.api;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports dev.passage.migration.dialect;
}
