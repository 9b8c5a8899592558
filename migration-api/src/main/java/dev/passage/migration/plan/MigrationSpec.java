package dev.passage.migration.plan;

import java.util.Objects;

/**
 * What is asked for, by whom and why (P1). The settings say what is to be moved from where to where; their class decides
 * which handler plans it.
 *
 * <pre>{@code
 * MigrationSpec.of(TenantMove.of("acme").from("shared").to("dedicated"))
 *         .requestedBy("platform-team")
 *         .because("plan change to professional")
 * }</pre>
 *
 * @param settings a record of the class that the handler names; stored as JSON, so it holds no secret
 * @param requestedBy who asks
 * @param reason why
 * @param options how it is to be run
 * @since 0.1.0
 */
public record MigrationSpec(Record settings, String requestedBy, String reason, ExecutionOptions options) {

    /** Checks that every part is given. */
    public MigrationSpec {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(options, "options");
    }

    /**
     * Returns a specification with the usual options.
     *
     * @param settings what is to be moved
     * @return the specification
     */
    public static MigrationSpec of(Record settings) {
        return new MigrationSpec(settings, "unknown", "", ExecutionOptions.USUAL);
    }

    /**
     * Returns the same specification with another requester.
     *
     * @param name who asks
     * @return the specification
     */
    public MigrationSpec requestedBy(String name) {
        return new MigrationSpec(settings, name, reason, options);
    }

    /**
     * Returns the same specification with another reason.
     *
     * @param text why
     * @return the specification
     */
    public MigrationSpec because(String text) {
        return new MigrationSpec(settings, requestedBy, text, options);
    }

    /**
     * Returns the same specification with other options.
     *
     * @param newOptions how it is to be run
     * @return the specification
     */
    public MigrationSpec with(ExecutionOptions newOptions) {
        return new MigrationSpec(settings, requestedBy, reason, newOptions);
    }
}
