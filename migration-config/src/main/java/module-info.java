/** Upgrades of configuration documents, and where documents are stored. */
module dev.passage.migration.config {
    requires transitive dev.passage.migration.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static com.fasterxml.jackson.dataformat.yaml;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.networknt.schema;
    requires static transitive org.jspecify;
    requires zjsonpatch;

    exports dev.passage.migration.config;
    exports dev.passage.migration.document.file;
    exports dev.passage.migration.document.memory;
}
