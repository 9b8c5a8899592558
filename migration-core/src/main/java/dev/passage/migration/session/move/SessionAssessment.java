package dev.passage.migration.session.move;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskLevel;
import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.session.stage.SessionStageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is found about two stores before sessions move (S4, P4); only reads. */
final class SessionAssessment {
    private static final int PAGE = 500;
    private static final int COUNTED = 10_000;
    private static final int SHOWN = 20;

    private final MigratingSessionStore store;
    private final SessionMove settings;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> tooLarge = new ArrayList<>();
    private final List<SessionFault> unreadable = new ArrayList<>();
    private long counted;
    private long bytes;

    SessionAssessment(MigratingSessionStore store, SessionMove settings, Instant now) {
        this.store = store;
        this.settings = settings;
        this.now = now;
    }

    static Assessment unknown(String name, Set<String> known) {
        return Assessment.of(new SessionFacts("unknown", "unknown", Fencing.COOPERATIVE, 0, 0, List.of()))
                .withFindings(List.of(Finding.blocking(
                        "SESSION_STORE_UNKNOWN",
                        name,
                        "The handler of session moves knows " + new TreeSet<>(known) + " alone.",
                        "Give it the migrating store when the engine is built.")));
    }

    Assessment assess() {
        checkStage();
        checkTimes();
        look(store.source(), this::countSource);
        look(store.target(), this::checkTarget);
        boolean cooperative = store.source().fencing() == Fencing.COOPERATIVE
                || store.target().fencing() == Fencing.COOPERATIVE;
        SessionFacts facts = new SessionFacts(
                store.source().name(),
                store.target().name(),
                cooperative ? Fencing.COOPERATIVE : Fencing.ENFORCED,
                counted,
                bytes,
                tooLarge);
        return Assessment.of(facts)
                .withFindings(findings)
                .withRisks(cooperative ? List.of(cooperativeRisk()) : List.of());
    }

    private void checkStage() {
        Optional<SessionStageRecord> present = store.stages().latest(store.name());
        if (present.filter(record -> record.stage() != SessionStage.OFF || record.held())
                .isPresent()) {
            findings.add(Finding.blocking(
                    "SESSION_STAGE_NOT_OFF",
                    store.name(),
                    "Migration " + present.get().migration() + " has left these sessions in stage "
                            + present.get().label() + ".",
                    "Roll that migration back, or give the migrating store another name for another move."));
        }
    }

    /** An instance that has not heard of the switch yet reads the source, so the source must not be left or emptied before that. */
    private void checkTimes() {
        Duration late = store.followsWithin();
        boolean written = settings.rampedDown().compareTo(late) >= 0;
        boolean kept = !settings.retiresSource() || settings.keepsSource().compareTo(late) >= 0;
        if (!written || !kept) {
            findings.add(Finding.warning(
                    "SESSION_TIMES_SHORT",
                    store.name(),
                    "An instance may follow " + late.toMillis() + " ms late, and "
                            + store.source().name()
                            + " is written for " + settings.rampedDown().toMillis()
                            + " ms after the switch and kept for "
                            + settings.keepsSource().toMillis() + " ms more; such an instance may read there what is"
                            + " out of date.",
                    "Let rampingDown and keepingSource last as long as instances take to follow."));
        }
    }

    private void look(SessionStore looked, Runnable look) {
        try {
            look.run();
        } catch (SessionStoreException down) {
            findings.add(Finding.blocking(
                    "SESSION_STORE_DOWN", looked.name(), down.problem(), "Bring the store back, then plan again."));
        }
        if (looked.fencing() == Fencing.COOPERATIVE) {
            findings.add(Finding.warning(
                    "SESSION_FENCE_COOPERATIVE",
                    looked.name(),
                    "The store cannot refuse the writes of an instance that has not heard of a stage.",
                    "Let every instance follow the journal, and keep their clocks and networks in order."));
        }
    }

    private static Risk cooperativeRisk() {
        return new Risk(
                RiskLevel.HIGH,
                "an instance that is cut off from the journal could write under a stage that is past",
                "such an instance refuses writes once it has not heard of the journal for its time to follow");
    }

    private void countSource() {
        long most = store.target().maximumBytes().orElse(Long.MAX_VALUE);
        Optional<String> cursor = Optional.empty();
        do {
            SessionPage page = store.source().scan(cursor, PAGE);
            page.entries().stream().filter(this::isAlive).forEach(entry -> count(entry, most));
            page.unreadable().stream().limit(SHOWN - (long) unreadable.size()).forEach(unreadable::add);
            cursor = page.next();
        } while (cursor.isPresent() && counted < COUNTED);
        if (!tooLarge.isEmpty()) {
            findings.add(Finding.blocking(
                    "SESSION_TOO_LARGE",
                    store.target().name(),
                    "It takes sessions of " + most + " bytes, and these are larger: " + String.join(", ", tooLarge)
                            + ".",
                    "Raise the limit of the target, or end these sessions."));
        }
        if (!unreadable.isEmpty()) {
            findings.add(Finding.warning(
                    "SESSION_UNREADABLE",
                    store.source().name(),
                    "Not all that stands where sessions stand is one, and stays where it is: "
                            + SessionComparison.inWords(unreadable) + ".",
                    "Remove these entries, or leave them if nobody needs them."));
        }
    }

    private void count(SessionEntry entry, long most) {
        counted++;
        bytes += entry.bytes();
        if (entry.bytes() > most && tooLarge.size() < SHOWN) {
            tooLarge.add(entry.id().fingerprint());
        }
    }

    private void checkTarget() {
        if (!isEmpty(store.target(), now)) {
            findings.add(Finding.blocking(
                    "SESSION_TARGET_NOT_EMPTY",
                    store.target().name(),
                    "The target holds sessions already; a way back could not tell them from those that moved.",
                    "Empty the target, or give it a table or prefix of its own."));
        }
    }

    private boolean isAlive(SessionEntry entry) {
        return !entry.isTombstone() && !entry.isExpiredAt(now);
    }

    /** Tells whether a store holds no session that lives. */
    static boolean isEmpty(SessionStore looked, Instant now) {
        Optional<String> cursor = Optional.empty();
        do {
            SessionPage page = looked.scan(cursor, PAGE);
            if (page.entries().stream().anyMatch(entry -> !entry.isTombstone() && !entry.isExpiredAt(now))) {
                return false;
            }
            cursor = page.next();
        } while (cursor.isPresent());
        return true;
    }
}
