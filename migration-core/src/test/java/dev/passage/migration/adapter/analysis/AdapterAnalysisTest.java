package dev.passage.migration.adapter.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.passage.migration.adapter.CallRepeatable;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Repeatability;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.finding.Severity;
import dev.passage.migration.plan.RiskLevel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a new adapter covers, changes and lacks, and what needs a person (A1). */
final class AdapterAnalysisTest {
    private static final OperationRules RULES = new OperationRules(Set.of());

    /** What the host calls. */
    interface Geocoder {
        String find(String address);

        String reverse(double latitude, double longitude);

        void save(String address);

        @CallRepeatable
        int warm(int level);

        default String locale() {
            return "en";
        }
    }

    /** Has all of it, its own locale, and something beside the port. */
    public static final class Old implements Geocoder {
        @Override
        public String find(String address) {
            return address;
        }

        @Override
        public String reverse(double latitude, double longitude) {
            return "";
        }

        @Override
        public void save(String address) {}

        @Override
        public int warm(int level) {
            return level;
        }

        @Override
        public String locale() {
            return "de";
        }

        /** Beside the port. */
        public long quota() {
            return 1;
        }
    }

    /** Not written to the end. */
    public static final class Unfinished {
        /** As the port has it. */
        public String find(String address) {
            return address;
        }

        /** Takes something else. */
        public String reverse(String position) {
            return position;
        }

        /** Throws what the port does not know. */
        public void save(String address) throws IOException {}

        /** Gives something else. */
        public String warm(int level) {
            return "" + level;
        }
    }

    /** Has all of it, but the default locale. */
    public static final class Finished implements Geocoder {
        @Override
        public String find(String address) {
            return address;
        }

        @Override
        public String reverse(double latitude, double longitude) {
            return "";
        }

        @Override
        public void save(String address) {}

        @Override
        public int warm(int level) {
            return level;
        }
    }

    @Test
    void tellsCoveredChangedAndMissingOperations() {
        AdapterAnalysis analysis = AdapterAnalysis.of(Geocoder.class, Old.class, Unfinished.class, RULES, Map.of());

        assertThat(analysis.operations())
                .extracting(OperationReport::operation, OperationReport::coverage)
                .containsExactly(
                        tuple("find(String)", Coverage.COVERED),
                        tuple("locale()", Coverage.MISSING),
                        tuple("reverse(double, double)", Coverage.CHANGED),
                        tuple("save(String)", Coverage.CHANGED),
                        tuple("warm(int)", Coverage.CHANGED));
        assertThat(analysis.beyondPort()).containsExactly("quota()");
        assertThat(analysis.feasibilityPercent()).isEqualTo(20);
        assertThat(analysis.complexity()).isEqualTo(AdapterAnalysis.Complexity.HIGH);
        assertThat(analysis.findings()).noneMatch(Finding::isBlocking);
    }

    @Test
    void blocksOnWhatIsMissingAndInUse() {
        AdapterAnalysis analysis = AdapterAnalysis.of(
                Geocoder.class, Old.class, Unfinished.class, RULES, Map.of("locale()", 1L, "find(String)", 99L));

        assertThat(analysis.feasibilityPercent()).isEqualTo(99);
        assertThat(analysis.findings())
                .filteredOn(Finding::isBlocking)
                .extracting(Finding::subject)
                .containsExactly("locale()");
    }

    @Test
    void noticesTheDefaultThatTheOldOneReplaced() {
        AdapterAnalysis analysis = AdapterAnalysis.of(Geocoder.class, Old.class, Finished.class, RULES, Map.of());

        assertThat(analysis.operations())
                .filteredOn(report -> report.coverage() == Coverage.MISSING)
                .extracting(OperationReport::operation)
                .containsExactly("locale()");
    }

    @Test
    void asksAPersonWhereNothingSaysThatAnOperationMayRunTwice() {
        AdapterAnalysis analysis = AdapterAnalysis.of(Geocoder.class, Old.class, Finished.class, RULES, Map.of());

        assertThat(analysis.operations())
                .extracting(OperationReport::repeatability)
                .containsExactly(
                        Repeatability.NAMED_AS_READING,
                        Repeatability.UNKNOWN,
                        Repeatability.UNKNOWN,
                        Repeatability.NAMED_AS_CHANGING,
                        Repeatability.DECLARED_REPEATABLE);
        assertThat(analysis.findings())
                .filteredOn(finding -> finding.code().equals("ADAPTER_NOT_SHADOWED"))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING, Severity.WARNING, Severity.INFO);
        assertThat(analysis.risks())
                .singleElement()
                .satisfies(risk -> assertThat(risk.level()).isEqualTo(RiskLevel.MEDIUM));
    }

    @Test
    void allowsWhatTheHostAllows() {
        OperationRules rules = new OperationRules(Set.of("save(String)", "reverse", "locale"));

        AdapterAnalysis analysis = AdapterAnalysis.of(Geocoder.class, Old.class, Old.class, rules, Map.of());

        assertThat(analysis.operations())
                .allMatch(report -> report.repeatability().mayRunTwice());
        assertThat(analysis.risks()).extracting(risk -> risk.level()).isEqualTo(List.of(RiskLevel.LOW));
        assertThat(analysis.complexity()).isEqualTo(AdapterAnalysis.Complexity.LOW);
    }
}
