package dev.passage.migration.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who wins when both sides changed (R3). */
class ConflictStrategyTest {
    @ParameterizedTest
    @EnumSource
    void whatOnlyTheOwnerHasChangedIsNoConflict(ConflictStrategy strategy) {
        assertThat(strategy.winner(false, true)).isEqualTo(ConflictWinner.TARGET);
    }

    @ParameterizedTest
    @CsvSource({
        "SOURCE_WINS, true, SOURCE",
        "SOURCE_WINS, false, SOURCE",
        "TARGET_WINS, true, TARGET",
        "TARGET_WINS, false, TARGET",
        "NEWEST_WINS, true, PERSON",
        "NEWEST_WINS, false, SOURCE",
        "MANUAL, true, PERSON",
        "MANUAL, false, PERSON"
    })
    void aChangeBehindTheGateIsSettledAsAskedFor(
            ConflictStrategy strategy, boolean targetChanged, ConflictWinner winner) {
        assertThat(strategy.winner(true, targetChanged)).isEqualTo(winner);
    }
}
