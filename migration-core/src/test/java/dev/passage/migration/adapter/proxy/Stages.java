package dev.passage.migration.adapter.proxy;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.identity.MigrationId;
import java.time.Instant;
import java.util.Optional;

/** Stages as a journal would tell them. */
final class Stages {

    private Stages() {}

    static StageRecord of(SwitchableAdapter<?> adapter, long epoch, AdapterStage stage, Percentage share) {
        return new StageRecord(
                adapter.name(),
                MigrationId.of("m-1"),
                "step",
                epoch,
                stage,
                share,
                Gate.USUAL,
                Instant.EPOCH,
                Optional.empty());
    }
}
