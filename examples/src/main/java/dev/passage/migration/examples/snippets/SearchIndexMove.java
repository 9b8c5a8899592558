package dev.passage.migration.examples.snippets;

import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.UncertaintyPolicy;
import java.time.Duration;

/** A handler of a host's own: a search index is built beside the old one, checked, and put in its place. */
final class SearchIndexMove {

    private SearchIndexMove() {}

    /** What a host's search engine can do. */
    interface SearchEngine {
        long documents(String index);

        void create(String index);

        void fill(String index);

        void drop(String index);

        String alias(String name);

        void point(String alias, String index);

        void announce(String text);
    }

    // snippet
    record Reindex(String alias, String newIndex) {}

    record Present(String index, long documents) {}

    static final class ReindexHandler implements Handler<Reindex> {
        private final SearchEngine search;

        ReindexHandler(SearchEngine search) {
            this.search = search;
        }

        @Override
        public HandlerId id() {
            return HandlerId.of("reindex", 1); // name and version are pinned in the journal
        }

        @Override
        public Class<Reindex> settingsType() {
            return Reindex.class;
        }

        @Override
        public Assessment assess(Reindex settings, AssessmentContext context) { // only reads
            String present = search.alias(settings.alias());
            return Assessment.of(new Present(present, search.documents(present)));
        }

        @Override
        public void plan(
                Reindex settings, Assessment assessment, PlanBuilder plan) { // the same steps for the same input
            Present present = assessment.facts(Present.class);
            plan.title("Rebuild " + settings.alias()).scope("index:" + settings.alias());
            plan.step("create", StepKind.PREPARATION)
                    .creates(Resource.of("index", "search index", settings.newIndex())) // recorded before it exists
                    .run(context -> search.create(settings.newIndex()))
                    .rollback("drop", context -> search.drop(settings.newIndex()));
            plan.step("fill", StepKind.MIGRATION)
                    .after("create")
                    .estimate(new StepEstimate(present.documents(), 0, Duration.ofMinutes(5), Duration.ZERO))
                    .run(context -> search.fill(settings.newIndex()))
                    .check(context -> search.documents(settings.newIndex()) == present.documents()
                            ? Check.passed("documents", present.documents() + " on both")
                            : Check.failed("documents", "the new index has another number of documents"))
                    .dryRun(context -> context.would("index %,d documents", present.documents()))
                    .harmless();
            plan.step("switch", StepKind.CUTOVER)
                    .after("fill")
                    .effect(Effect.REPEATABLE)
                    .run(context -> search.point(settings.alias(), settings.newIndex()))
                    .rollback("switch-back", context -> search.point(settings.alias(), present.index()));
            plan.step("tell", StepKind.CLEANUP)
                    .after("switch")
                    .once(UncertaintyPolicy.SKIP) // after a crash in it: rather not announced than announced twice
                    .run(context -> search.announce(settings.alias() + " is rebuilt"))
                    .harmless();
        }
    }
    // end
}
