package dev.passage.migration.config;

import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Plans and runs upgrades of configuration documents (C1, C2, C3). Each document is looked at before the first is changed; its
 * bytes and the way back are kept before it is replaced, and it is replaced only if it is still what was read. On the way back
 * a document that nobody edited gets its own bytes again, and an edit made since is kept or asked about, never overwritten.
 *
 * <p>Safe for use by several threads. After a crash the migration goes on behind the last journaled document; what is in a
 * document says whether it is done.
 *
 * @since 0.1.0
 */
public final class ConfigUpgradeHandler implements Handler<ConfigUpgrade> {
    static final String BACKUP = "backup";

    private static final HandlerId ID = HandlerId.of("config-upgrade", 1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final long DOCUMENTS_PER_SECOND = 200;
    private static final int PAGE = 500;
    private static final int TRIES = 5;

    private final Map<String, ConfigSource> sources;

    private ConfigUpgradeHandler(Map<String, ConfigSource> sources) {
        this.sources = Map.copyOf(sources);
    }

    /**
     * Returns a handler for one store of documents.
     *
     * @param documents the documents
     * @param backups where what they were is kept; another store, to which nothing else writes
     * @param chain their versions
     * @return the handler
     * @throws IllegalArgumentException if both stores have the same name
     */
    public static ConfigUpgradeHandler of(DocumentStore documents, DocumentStore backups, ConfigChain chain) {
        return new ConfigUpgradeHandler(Map.of()).and(documents, backups, chain);
    }

    /**
     * Returns a handler for one store more.
     *
     * @param documents the documents
     * @param backups where what they were is kept; another store, to which nothing else writes
     * @param chain their versions
     * @return the handler
     * @throws IllegalArgumentException if both stores have the same name
     */
    public ConfigUpgradeHandler and(DocumentStore documents, DocumentStore backups, ConfigChain chain) {
        Objects.requireNonNull(chain, "chain");
        if (documents.name().equals(backups.name())) {
            throw new IllegalArgumentException("Documents and backups are both in " + documents.name()
                    + ". Give the backups a store of their own.");
        }
        Map<String, ConfigSource> more = new LinkedHashMap<>(sources);
        more.put(documents.name(), new ConfigSource(documents, backups, chain));
        return new ConfigUpgradeHandler(more);
    }

    /**
     * What was found before the first document was changed.
     *
     * @param documents all documents
     * @param outdated those to be upgraded
     * @param bytes the size of all
     * @param losses what cannot be brought back where documents are edited after the upgrade
     * @since 0.1.0
     */
    public record Found(long documents, long outdated, long bytes, List<String> losses) {

        /** Copies the list. */
        public Found {
            losses = List.copyOf(losses);
        }
    }

    @Override
    public HandlerId id() {
        return ID;
    }

    @Override
    public Class<ConfigUpgrade> settingsType() {
        return ConfigUpgrade.class;
    }

    @Override
    public MigrationType type() {
        return MigrationType.CONFIGURATION;
    }

    @Override
    public Assessment assess(ConfigUpgrade settings, AssessmentContext context) throws IOException {
        ConfigSource source = source(settings);
        if (settings.version() <= source.chain().oldest()
                || settings.version() > source.chain().newest()) {
            throw new PlanRejectedException(
                    "Documents of " + settings.store() + " cannot be upgraded to version " + settings.version()
                            + ": the chain goes from " + source.chain().oldest() + " to "
                            + source.chain().newest() + ".",
                    "Ask for one of its versions, or add the upgrade to the chain.");
        }
        Survey survey = Survey.of(source, settings);
        Found found = new Found(
                survey.documents(),
                survey.outdated(),
                survey.bytes(),
                source.chain().losses(settings.version()));
        return Assessment.of(found).withFindings(findings(settings, survey));
    }

    private static List<Finding> findings(ConfigUpgrade settings, Survey survey) {
        List<Finding> findings = new ArrayList<>();
        survey.bad()
                .forEach((name, reason) -> findings.add(bad(settings, name, "It cannot be upgraded: " + reason + ".")));
        long unnamed = survey.badDocuments() - survey.bad().size();
        if (unnamed > 0) {
            findings.add(bad(settings, settings.store(), unnamed + " more documents cannot be upgraded."));
        }
        if (survey.commented() > 0) {
            findings.add(Finding.warning(
                    "config-comments",
                    settings.store(),
                    survey.commented()
                            + " YAML documents may have comments, which the new version does not carry over.",
                    "Nothing to do if that is fine: the way back restores documents byte by byte."));
        }
        if (survey.outdated() == 0) {
            findings.add(Finding.info(
                    "config-nothing-to-do",
                    settings.store(),
                    "No document is older than version " + settings.version() + "."));
        }
        return findings;
    }

    private static Finding bad(ConfigUpgrade settings, String subject, String message) {
        return settings.badDocuments() == ConfigUpgrade.BadDocuments.STOP
                ? Finding.blocking(
                        "config-bad-document", subject, message, "Mend the document, or plan to skip bad documents.")
                : Finding.warning(
                        "config-bad-document", subject, message, "It is left as it is; mend it and plan again.");
    }

    @Override
    public void plan(ConfigUpgrade settings, Assessment assessment, PlanBuilder plan) {
        Found found = assessment.facts(Found.class);
        String what = settings.store() + (settings.folder().isEmpty() ? "" : "/" + settings.folder());
        plan.title("Upgrade " + what + " to version " + settings.version())
                .between(what, what + " at version " + settings.version())
                .scope("documents:" + settings.store());
        StepBuilder upgrade = plan.step("upgrade-documents", StepKind.MIGRATION)
                .describedAs("Upgrade " + found.outdated() + " of " + found.documents() + " documents of " + what)
                .creates(Resource.of(BACKUP, "backups of documents", settings.store()))
                .estimate(StepEstimate.lasting(Duration.ofSeconds(1 + found.outdated() / DOCUMENTS_PER_SECOND)))
                .timeout(LONGEST)
                .retry(Retry.exponential(TRIES))
                .runToOutcome(context -> new UpgradePass(source(settings), settings, context).run(found.documents()))
                .dryRun(context -> rehearse(settings, context))
                .check(context -> checked(settings))
                .rollbackToOutcome(
                        "restore-documents",
                        "Give documents back what they were, with what was edited since",
                        context -> new RestorePass(source(settings), settings, context).run());
        if (!found.losses().isEmpty()) {
            upgrade.rollbackLoses(String.join(", ", found.losses()) + " where documents are edited after the upgrade");
        }
        settings.keepBackups().ifPresent(time -> planForgetting(settings, time, plan));
    }

    private void planForgetting(ConfigUpgrade settings, Duration time, PlanBuilder plan) {
        plan.step("forget-backups", StepKind.CLEANUP)
                .after("upgrade-documents")
                .describedAs("Delete the backups; the way back ends here")
                .waitFor(time)
                .releases(BACKUP)
                .run(context -> new Backups(source(settings).backups(), context).forgetAll(PAGE))
                .dryRun(context -> context.would("delete the backups after %s", time))
                .pointOfNoReturn();
    }

    private void rehearse(ConfigUpgrade settings, DryRunContext context) throws IOException {
        Survey survey = Survey.of(source(settings), settings);
        survey.changes()
                .forEach((patch, changed) -> context.would(
                        "%s",
                        "change " + changed.first()
                                + (changed.documents() == 1 ? "" : " and " + (changed.documents() - 1) + " more alike")
                                + ": " + patch));
        survey.bad().forEach((name, reason) -> context.would("%s", "leave " + name + ": " + reason));
        context.rows(survey.outdated());
        context.bytes(survey.bytes());
    }

    private Check checked(ConfigUpgrade settings) throws IOException {
        Survey survey = Survey.of(source(settings), settings);
        boolean bad = survey.badDocuments() > 0 && settings.badDocuments() == ConfigUpgrade.BadDocuments.STOP;
        return bad
                ? Check.failed(
                        "documents",
                        "bad documents: " + String.join(", ", survey.bad().keySet()))
                : Check.equal("documents older than version " + settings.version(), 0L, survey.outdated());
    }

    private ConfigSource source(ConfigUpgrade settings) {
        ConfigSource source = sources.get(settings.store());
        if (source == null) {
            throw new PlanRejectedException(
                    "There is no store of documents named " + settings.store() + ".",
                    "Register it at the handler, or ask for one of " + String.join(", ", sources.keySet()) + ".");
        }
        return source;
    }
}
