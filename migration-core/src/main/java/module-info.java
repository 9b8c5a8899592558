/** Planner, executor, rollback, recovery and the engine that a host builds. */
module dev.passage.migration.core {
    requires transitive dev.passage.migration.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires dev.failsafe.core;
    requires jdk.jfr;
    requires io.github.resilience4j.bulkhead;
    requires io.github.resilience4j.core;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.passage.migration.adapter.analysis;
    exports dev.passage.migration.adapter.operation;
    exports dev.passage.migration.adapter.proxy;
    exports dev.passage.migration.adapter.recording;
    exports dev.passage.migration.adapter.shadow;
    exports dev.passage.migration.adapter.stage;
    exports dev.passage.migration.adapter.switching;
    exports dev.passage.migration.audit;
    exports dev.passage.migration.cipher;
    exports dev.passage.migration.engine;
    exports dev.passage.migration.executor.fault;
    exports dev.passage.migration.history;
    exports dev.passage.migration.journal.memory;
    exports dev.passage.migration.json;
    exports dev.passage.migration.progress;
    exports dev.passage.migration.session.memory;
    exports dev.passage.migration.session.migrating;
    exports dev.passage.migration.session.move;
    exports dev.passage.migration.session.stage;
    exports dev.passage.migration.stage;

    opens dev.passage.migration.audit to
            com.fasterxml.jackson.databind;
    opens dev.passage.migration.render to
            com.fasterxml.jackson.databind;
}
