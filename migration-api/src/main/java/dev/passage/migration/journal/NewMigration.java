package dev.passage.migration.journal;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.MigrationType;
import java.util.Objects;
import java.util.Optional;

/**
 * What a journal must know of a migration that is new to it.
 *
 * @param id the migration
 * @param type what kind of thing is moved
 * @param title what it does, in a few words; longer ones are cut to 500 characters
 * @param scope what is moved, up to 200 characters
 * @param handler who planned it
 * @since 0.1.0
 */
public record NewMigration(
        MigrationId id, MigrationType type, String title, Optional<String> scope, HandlerId handler) {

    /** Checks that every part is given and cuts the title. */
    public NewMigration {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        title = title.length() > 500 ? title.substring(0, 500) : title;
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(handler, "handler");
    }
}
