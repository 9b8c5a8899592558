package dev.passage.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.identity.StepId;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What cannot be made safe is refused with the name of the step (P1, P2, X3). */
final class StepBuilderTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void refusesAStepWithoutCode() {
        refuses(() -> step().harmless().build(), "no code");
    }

    @Test
    void refusesAStepThatDoesNotSayHowItIsUndone() {
        refuses(() -> step().run(c -> {}).build(), "how it is undone");
    }

    @Test
    void refusesAnEffectOnceWithoutAWayOutOfDoubt() {
        refuses(() -> step().run(c -> {}).effect(Effect.ONCE).harmless().build(), "unknown whether it did");
    }

    @Test
    void refusesTimesThatCannotBe() {
        refuses(() -> step().timeout(Duration.ZERO), "longer than zero");
        refuses(() -> step().timeout(MINUTE.negated()), "longer than zero");
        refuses(() -> step().waitFor(MINUTE.negated()), "negative");
    }

    @Test
    void refusesNamesThatAreNotIds() {
        assertThatThrownBy(() -> step().after("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> step().rollback("", c -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesAnEffectOnceWithAPolicyOrAProbe() {
        Step decided =
                step().run(c -> {}).once(UncertaintyPolicy.SKIP).harmless().build();
        Step probed = step().run(c -> {})
                .effect(Effect.ONCE)
                .probe(c -> StepProbe.Finding.DONE)
                .harmless()
                .build();

        assertThat(decided.uncertainty()).contains(UncertaintyPolicy.SKIP);
        assertThat(probed.uncertainty()).isEmpty();
        assertThat(probed.probe()).isPresent();
    }

    @Test
    void givesTheRollbackTheTimeOfItsStepWhicheverIsSetFirst() {
        Step timeFirst =
                step().timeout(MINUTE).run(c -> {}).rollback("undo", c -> {}).build();
        Step timeLast =
                step().run(c -> {}).rollback("undo", c -> {}).timeout(MINUTE).build();

        assertThat(timeFirst.rollback())
                .hasValueSatisfying(undo -> assertThat(undo.timeout()).isEqualTo(MINUTE));
        assertThat(timeLast.rollback())
                .hasValueSatisfying(undo -> assertThat(undo.timeout()).isEqualTo(MINUTE));
    }

    @Test
    void showsWhatARollbackLoses() {
        Step step = step().run(c -> {})
                .rollback("undo", c -> {})
                .rollbackLoses("the drafts")
                .build();

        assertThat(step.reversibility())
                .isInstanceOfSatisfying(
                        Reversibility.ReversibleWithLoss.class,
                        reversibility -> assertThat(reversibility.loss()).isEqualTo("the drafts"));
    }

    private static StepBuilder step() {
        return new StepBuilder(StepId.of("copy"), StepKind.MIGRATION);
    }

    private static void refuses(ThrowingCallable building, String why) {
        assertThatThrownBy(building)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("copy")
                .hasMessageContaining(why);
    }
}
