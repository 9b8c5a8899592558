package dev.passage.migration.adapter.switching;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Asks for the replacement of an adapter, stage by stage (A2): a shadow, canaries of growing shares, then all; each observed, each
 * left again when the gate is breached.
 *
 * <pre>{@code
 * AdapterSwitch.of("payments")
 *         .shadow(Percentage.of(10), Duration.ofHours(1))
 *         .canary(Percentage.of("0.01"), Duration.ofHours(1))
 *         .canary(Percentage.of(25), Duration.ofHours(4))
 *         .observing(Duration.ofDays(1))
 *         .removingOld();
 * }</pre>
 *
 * @param adapter the name of the adapter
 * @param stages the stages before the new adapter answers everything, in their order
 * @param observed how long the new adapter is observed when it answers everything
 * @param gate what the new adapter must hold in each stage
 * @param removesOld whether the old adapter is let go in the end, by a step that waits for its own approval
 * @since 0.1.0
 */
public record AdapterSwitch(String adapter, List<Stage> stages, Duration observed, Gate gate, boolean removesOld) {

    /**
     * One stage.
     *
     * @param stage shadow or canary
     * @param share the sample of the shadow, or the share of the canary
     * @param observed how long it is observed before the next
     * @since 0.1.0
     */
    public record Stage(AdapterStage stage, Percentage share, Duration observed) {

        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if the stage is neither shadow nor canary, the share is nothing or the time negative
         */
        public Stage {
            Objects.requireNonNull(share, "share");
            if (stage != AdapterStage.SHADOW && stage != AdapterStage.CANARY) {
                throw new IllegalArgumentException("A stage on the way is a shadow or a canary, not " + stage + ".");
            }
            if (share.equals(Percentage.NONE) || observed.isNegative()) {
                throw new IllegalArgumentException(
                        "A " + stage.name().toLowerCase(Locale.ROOT) + " needs a share above 0 % and a time that is not"
                                + " negative, not " + share + " and " + observed + ".");
            }
        }

        String label() {
            return StageRecord.label(stage, share);
        }
    }

    /**
     * Checks the stages.
     *
     * @throws IllegalArgumentException if a shadow is not the first, the shares of canaries do not grow, or a time is negative
     */
    public AdapterSwitch {
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(gate, "gate");
        stages = List.copyOf(stages);
        if (observed.isNegative()) {
            throw new IllegalArgumentException("An adapter cannot be observed for " + observed + ".");
        }
        for (int index = 1; index < stages.size(); index++) {
            checkOrder(stages.get(index - 1), stages.get(index));
        }
    }

    /**
     * Asks for the switch of an adapter, all at once.
     *
     * @param adapter the name of the adapter
     * @return the request
     */
    public static AdapterSwitch of(String adapter) {
        return new AdapterSwitch(adapter, List.of(), Duration.ofMinutes(10), Gate.USUAL, false);
    }

    /**
     * Adds a shadow, which must be the first stage.
     *
     * @param sample which share of the calls is given to both
     * @param time how long it is observed
     * @return the request
     */
    public AdapterSwitch shadow(Percentage sample, Duration time) {
        return with(new Stage(AdapterStage.SHADOW, sample, time));
    }

    /**
     * Adds a canary.
     *
     * @param share which share of the keys the new adapter answers, more than the canary before
     * @param time how long it is observed
     * @return the request
     */
    public AdapterSwitch canary(Percentage share, Duration time) {
        return with(new Stage(AdapterStage.CANARY, share, time));
    }

    /**
     * Sets how long the new adapter is observed when it answers everything; 10 minutes if not said.
     *
     * @param time how long
     * @return the request
     */
    public AdapterSwitch observing(Duration time) {
        return new AdapterSwitch(adapter, stages, time, gate, removesOld);
    }

    /**
     * Sets what the new adapter must hold; {@link Gate#USUAL} if not said.
     *
     * @param bounds the gate
     * @return the request
     */
    public AdapterSwitch holding(Gate bounds) {
        return new AdapterSwitch(adapter, stages, observed, bounds, removesOld);
    }

    /**
     * Lets the old adapter go in the end, once {@link AdapterSwitchHandler#REMOVAL_SIGNAL} is given.
     *
     * @return the request
     */
    public AdapterSwitch removingOld() {
        return new AdapterSwitch(adapter, stages, observed, gate, true);
    }

    private AdapterSwitch with(Stage stage) {
        List<Stage> more = new ArrayList<>(stages);
        more.add(stage);
        return new AdapterSwitch(adapter, more, observed, gate, removesOld);
    }

    private static void checkOrder(Stage before, Stage next) {
        if (next.stage() == AdapterStage.SHADOW) {
            throw new IllegalArgumentException("A shadow must be the first stage, and there is one only.");
        }
        if (before.stage() == AdapterStage.CANARY && before.share().compareTo(next.share()) >= 0) {
            throw new IllegalArgumentException("The share of a canary must be more than that of the one before: "
                    + next.share() + " does not follow " + before.share() + ".");
        }
    }
}
