package dev.passage.migration.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;

/**
 * Journal, lease, fence and resume: the tests of the modules take every branch of them (X1, X2). Reads what was recorded when
 * this build ran them, so it stands in the last module.
 */
class BranchCoverageTest {
    private static final List<Held> HELD = List.of(
            new Held("migration-api", "journal"),
            new Held("migration-api", "lease"),
            new Held("migration-core", "history"),
            new Held("migration-core", "engine"),
            new Held("migration-core", "journal/memory"),
            new Held("migration-jdbc", "journal/jdbc"),
            new Held("migration-jdbc", "gate"));

    /** A package of a module. */
    private record Held(String module, String name) {

        File classes() {
            return target().resolve("classes/dev/passage/migration/" + name).toFile();
        }

        Path recorded() {
            return target().resolve("jacoco.exec");
        }

        private Path target() {
            return Path.of("..", module, "target");
        }
    }

    @Test
    void everyBranchOfJournalLeaseFenceAndResumeIsTaken() throws IOException {
        List<IClassCoverage> classes = new ArrayList<>();
        for (Held held : HELD) {
            assertThat(Files.exists(held.recorded()))
                    .as("What the tests of %s took is recorded; if not, run mvn verify for all modules", held.module())
                    .isTrue();
            List<IClassCoverage> found = analyzed(held);
            assertThat(found).as("Classes of %s", held).isNotEmpty();
            classes.addAll(found);
        }

        int all = classes.stream()
                .mapToInt(one -> one.getBranchCounter().getTotalCount())
                .sum();
        int taken = classes.stream()
                .mapToInt(one -> one.getBranchCounter().getCoveredCount())
                .sum();
        System.out.printf(
                Locale.ENGLISH,
                "figure coverage.branches = %.1f %% (bound 100 %%), %d of %d%n",
                100.0 * taken / all,
                taken,
                all);
        assertThat(classes.stream().flatMap(BranchCoverageTest::missed)).isEmpty();
    }

    private static List<IClassCoverage> analyzed(Held held) throws IOException {
        ExecFileLoader recorded = new ExecFileLoader();
        recorded.load(held.recorded().toFile());
        CoverageBuilder coverage = new CoverageBuilder();
        new Analyzer(recorded.getExecutionDataStore(), coverage).analyzeAll(held.classes());
        return List.copyOf(coverage.getClasses());
    }

    private static Stream<String> missed(IClassCoverage one) {
        return IntStream.rangeClosed(one.getFirstLine(), one.getLastLine())
                .filter(line -> branches(one, line).getMissedCount() > 0)
                .mapToObj(line -> one.getName() + " line " + line + ": "
                        + branches(one, line).getMissedCount() + " of "
                        + branches(one, line).getTotalCount() + " branches are not taken by any test");
    }

    private static ICounter branches(IClassCoverage one, int line) {
        return one.getLine(line).getBranchCounter();
    }
}
