/** Types and contracts that a host application or the author of a handler touches. */
module dev.passage.migration.api {
    requires static transitive org.jspecify;

    exports dev.passage.migration;
    exports dev.passage.migration.adapter;
    exports dev.passage.migration.codec;
    exports dev.passage.migration.conflict;
    exports dev.passage.migration.document;
    exports dev.passage.migration.event;
    exports dev.passage.migration.failure;
    exports dev.passage.migration.fault;
    exports dev.passage.migration.finding;
    exports dev.passage.migration.handler;
    exports dev.passage.migration.identity;
    exports dev.passage.migration.journal;
    exports dev.passage.migration.lease;
    exports dev.passage.migration.plan;
    exports dev.passage.migration.session;
    exports dev.passage.migration.status;
    exports dev.passage.migration.step;
}
