package dev.passage.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person signs exactly one digest (P1, X11). */
final class ApprovalTest {
    private static final PlanDigest DIGEST = PlanDigest.of("sha256:" + "0a".repeat(32));

    @Test
    void carriesWhoSignedWhatAndWhy() {
        Approval approval = Approval.of(DIGEST).by("anna").because("reviewed");

        assertThat(approval).isEqualTo(new Approval(DIGEST, "anna", "reviewed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesAnApprovalByNobody(String nobody) {
        assertThatThrownBy(() -> Approval.of(DIGEST).by(nobody))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("who approves");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "0a0a", "sha256:0A", "md5:0a"})
    void refusesWhatIsNotADigest(String text) {
        assertThatThrownBy(() -> PlanDigest.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Copy it from the plan.");
    }

    @Test
    void refusesADigestThatIsCutOffLongerOrInUpperCase() {
        String value = DIGEST.value();

        assertThatThrownBy(() -> PlanDigest.of(value.substring(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanDigest.of(value + "0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanDigest.of(value + "\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanDigest.of(value.replace('a', 'A'))).isInstanceOf(IllegalArgumentException.class);
    }
}
