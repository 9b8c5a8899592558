package dev.passage.migration.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.plan.PlanFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of a plan shows its order, its cutover and its point of no return (P7). */
final class PlanChartTest {

    @Test
    void showsStepsDependenciesAndTurningPoints() {
        String chart = Plans.tenantMove().render(PlanFormat.MERMAID);

        assertThat(chart).isEqualTo("""
                flowchart TD
                    subgraph plan ["Move tenant acme"]
                        s1["prepare<br/>Create the tables on the target"]
                        s2["copy<br/>Copy the rows<br/>12,000 rows, 3#46;4 MiB, about 4 min 12 s"]
                        s3{{"switch<br/>Send writes to the target<br/>waits for signal go<br/>about 1 s, writes held 310 ms"}}
                        s4["retire<br/>Remove the rows from the source<br/>waits 7 d<br/>point of no return"]
                    end
                    s1 --> s2
                    s2 --> s3
                    s3 --> s4
                    s2 --> s4
                    classDef cutover fill:#fff3bf,stroke:#e67700,color:#000
                    class s3 cutover
                    classDef pointOfNoReturn fill:#ffe3e3,stroke:#c92a2a,stroke-width:4px,color:#000
                    class s4 pointOfNoReturn
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"] --> evil[\"x",
                "%%{init: {\"securityLevel\": \"loose\"}}%%",
                "a\nclick s1 \"javascript:alert(1)\"",
                "<img src=x onerror=alert(1)>",
                "`**bold**` [link](http://example.org) www.example.org",
                "style x:#y; &quot; #quot; #34;",
                "1. list",
                "- list",
                "\u2028end\u202e"
            })
    void keepsHostileTextWithinItsQuotes(String title) {
        String chart = Plans.titled(title).render(PlanFormat.MERMAID);

        assertThat(chart.lines()).hasSize(4);
        assertThat(chart.lines().skip(1).limit(2)).allSatisfy(line -> {
            String label = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
            assertThat(label.replace("<br/>", " ")).matches("(?:[\\p{L}\\p{N} ,]|#\\d+;|(?<=\\p{L})[.-])*");
            assertThat(line).endsWith("\"]");
        });
    }

    @Test
    void cutsALongDescription() {
        String chart = Plans.titled("word ".repeat(100)).render(PlanFormat.MERMAID);

        assertThat(chart.lines()).allMatch(line -> line.length() < 300);
    }
}
