package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What many moves whose movers were killed have shown together. */
final class KillFigures {
    private final String suffix;
    private final List<String> violations = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private final List<String> residue = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private long acknowledged;
    private long processes;
    private long kills;
    private long inPause;

    KillFigures(String suffix) {
        this.suffix = suffix;
    }

    /** A process was killed in the middle of so many moves, of which so many held their writers. */
    void killed(long moves, long holding) {
        processes++;
        kills += moves;
        inPause += holding;
    }

    int moves() {
        return pauses.size();
    }

    long kills() {
        return kills;
    }

    void move(long writes, Duration longest, List<String> lostOrAlive, List<String> severalOwners) {
        acknowledged += writes;
        pauses.add(longest.toMillis());
        violations.addAll(lostOrAlive);
        owners.addAll(severalOwners);
    }

    void residue(List<String> found) {
        residue.addAll(found);
    }

    void wrong(String what) {
        wrong.add(what);
    }

    /** Says how it stands, for whoever stops a run of hours. */
    void tellSoFar() {
        System.out.println("so far " + moves() + " moves, " + kills + " kills, " + acknowledged + " writes; "
                + violations.size() + " lost or alive again, " + owners.size() + " with two owners, " + residue.size()
                + " left behind, " + wrong.size() + " wrong otherwise");
    }

    /** Prints the figures, and fails if one of them is not what is promised. */
    void check(long leastKills) {
        figure("moves", pauses.size(), "none");
        figure("kills", kills, ">= " + leastKills);
        figure("kills.in-pause", inPause, "none");
        figure("killed-processes", processes, "none");
        figure("acknowledged", acknowledged, "> 0");
        figure("lost", count("lost"), "0");
        figure("resurrected", count("alive"), "0");
        figure("split-brain", owners.size(), "0");
        figure("residue", residue.size(), "0");
        pauses.sort(null);
        figure("longest-write.p50.ms", percentile(50), "none");
        figure("longest-write.p99.ms", percentile(99), "none");
        figure("longest-write.max.ms", percentile(100), "none");
        assertThat(wrong).isEmpty();
        assertThat(violations).isEmpty();
        assertThat(owners).isEmpty();
        assertThat(residue).isEmpty();
        assertThat(acknowledged).isPositive();
        assertThat(kills).isGreaterThanOrEqualTo(leastKills);
    }

    private long percentile(int percent) {
        return pauses.get((int) Math.round((pauses.size() - 1) * percent / 100.0));
    }

    private long count(String word) {
        return violations.stream().filter(violation -> violation.contains(word)).count();
    }

    private void figure(String name, long value, String bound) {
        System.out.println("figure live." + name + suffix + " = " + value + " (bound " + bound + ")");
    }
}
