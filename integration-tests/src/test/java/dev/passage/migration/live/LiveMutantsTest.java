package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.database.DatabaseKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The fatal mistakes of ALGORITHMS 1.6 planted in the code itself: each breaks a rule in a story that is always the same, and the code as
 * it is gets through every story (T2, D8, X2, K2).
 */
class LiveMutantsTest {

    @Test
    void everyPlantedMistakeShows() throws Exception {
        play(DatabaseKind.H2, 10);
    }

    /** Those for which the modes of locks and the snapshots of PostgreSQL are the point. */
    @Tag("soak")
    @Test
    void everyPlantedMistakeShowsOnPostgres() throws Exception {
        play(DatabaseKind.POSTGRESQL, 4);
    }

    private static void play(DatabaseKind kind, int enough) throws Exception {
        MutatedClasses unchanged = new MutatedClasses(List.of());
        List<Story> broken = new ArrayList<>();
        for (Story story : Story.values()) {
            if (story.kind() == kind && !unchanged.holds(story)) {
                broken.add(story);
            }
        }
        List<Mutant> mutants = Stream.of(Mutant.values())
                .filter(mutant -> mutant.story().kind() == kind)
                .toList();
        List<Mutant> survived = new ArrayList<>();
        for (Mutant mutant : mutants) {
            if (new MutatedClasses(mutant.edits()).holds(mutant.story())) {
                survived.add(mutant);
            } else {
                System.out.println(
                        "mutant " + mutant + " breaks: " + mutant.story().rule());
            }
        }

        String suffix = kind == DatabaseKind.H2 ? "" : "." + kind.name().toLowerCase(Locale.ROOT);
        System.out.println("figure live.mutants" + suffix + " = " + mutants.size() + " (bound >= " + enough + ")");
        System.out.println("figure live.mutants.survived" + suffix + " = " + survived.size() + " (bound <= 0)");
        assertThat(broken).isEmpty();
        assertThat(survived).isEmpty();
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(enough);
    }
}
