package dev.passage.migration.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.PlanFormat;
import org.junit.jupiter.api.Test;

/** Plans as JSON can be compared line by line (P7). */
final class PlanDocumentTest {

    @Test
    void isTheSameForTheSamePlan() {
        MigrationPlan plan = Plans.tenantMove();

        String json = plan.render(PlanFormat.JSON);

        assertThat(json).isEqualTo(Plans.tenantMove().render(PlanFormat.JSON)).endsWith("}\n");
        assertThat(json).doesNotContain(plan.id().value(), plan.createdAt().toString());
    }

    @Test
    void differsOnlyWhereThePlansDiffer() {
        String one = Plans.titled("one").render(PlanFormat.JSON);
        String other = Plans.titled("other").render(PlanFormat.JSON);

        assertThat(other.replace("\"other\"", "\"one\"")).isEqualTo(one);
        assertThat(one.lines().filter(line -> line.contains("\"one\""))).hasSize(3);
    }

    @Test
    void keepsTheOrderOfItsFields() {
        String json = Plans.tenantMove().render(PlanFormat.JSON);

        assertThat(json)
                .containsSubsequence(
                        "\"title\" : \"Move tenant acme\"",
                        "\"handler\" : {",
                        "\"requestedBy\" : \"platform-team\"",
                        "\"settings\" : {",
                        "\"tenant\" : \"acme\"",
                        "\"options\" : {",
                        "\"steps\" : [",
                        "\"id\" : \"prepare\"",
                        "\"id\" : \"drop-tables\"",
                        "\"id\" : \"retire\"",
                        "\"pointOfNoReturn\" : \"retire\"",
                        "\"estimate\" : {",
                        "\"risk\" : {",
                        "\"blocked\" : false",
                        "\"findings\" : [",
                        "\"digest\" : \"" + Plans.DIGEST + "\"");
    }

    @Test
    void quotesHostileText() {
        String json = Plans.titled("\",\n\"digest\" : \"x").render(PlanFormat.JSON);

        assertThat(json).contains("\"title\" : \"\\\",\\n\\\"digest\\\" : \\\"x\"");
    }
}
