package dev.passage.migration.progress;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.render.Amounts;
import dev.passage.migration.render.PlainText;
import dev.passage.migration.status.Progress;
import java.util.Locale;

/** Progress on one line: the bar of the whole, then the step, its units, rate and time remaining. */
final class ProgressLine {
    private static final int CELLS = 20;

    private ProgressLine() {}

    static String of(Progress progress) {
        StringBuilder line = new StringBuilder(bar(progress.migration().value(), progress.fraction()));
        line.append(' ').append(progress.step().map(StepId::value).orElseGet(() -> PlainText.word(progress.state())));
        if (progress.unitsDone() > 0 || progress.unitsTotal() > 0) {
            line.append(": ").append(units(progress));
        }
        if (progress.unitsPerSecond() > 0) {
            line.append(", ").append(rate(progress.unitsPerSecond())).append("/s");
        }
        progress.remaining()
                .ifPresent(
                        left -> line.append(", ").append(Amounts.duration(left)).append(" left"));
        if (!progress.activity().isBlank()) {
            line.append(", ").append(PlainText.line(progress.activity()));
        }
        return line.toString();
    }

    static String bar(String migration, double fraction) {
        double share = Double.isNaN(fraction) ? 0 : Math.max(0, Math.min(1, fraction));
        int filled = (int) (share * CELLS);
        return migration + " [" + "#".repeat(filled) + "-".repeat(CELLS - filled) + "] "
                + String.format(Locale.ROOT, "%3d", (int) (share * 100)) + " %";
    }

    private static String units(Progress progress) {
        return Amounts.count(progress.unitsDone())
                + (progress.unitsTotal() > 0 ? " of " + Amounts.count(progress.unitsTotal()) : "") + " "
                + PlainText.line(progress.unit());
    }

    private static String rate(double unitsPerSecond) {
        return unitsPerSecond < 10
                ? String.format(Locale.ROOT, "%.1f", unitsPerSecond)
                : Amounts.count(Math.round(unitsPerSecond));
    }
}
