package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.session.SessionStore;
import java.util.List;

/** What is left of the writes of a run, as figures. */
final class SessionFigures {
    private final String way;
    private final SessionWriters writers;
    private final SessionStore end;

    SessionFigures(String way, SessionWriters writers, SessionStore end) {
        this.way = way;
        this.writers = writers;
        this.end = end;
    }

    void printAndCheck(int kills) {
        List<String> violations = writers.violations(end);
        long resurrected = violations.stream()
                .filter(text -> text.contains("is alive after"))
                .count();
        List<String> expiryErrors = writers.expiryErrors(end);
        System.out.println("sessions " + way + ": " + writers.writes() + " writes, " + kills + " kills");
        long moved = writers.moved(end);
        print("sessions.moved", moved, "= " + writers.toBeMoved());
        print("sessions.lost", violations.size() - resurrected, "<= 0");
        print("sessions.resurrected", resurrected, "<= 0");
        print("sessions.expiry-errors", expiryErrors.size(), "<= 0");
        assertThat(violations).isEmpty();
        assertThat(expiryErrors).isEmpty();
        assertThat(moved).isEqualTo(writers.toBeMoved());
    }

    private static void print(String name, long value, String bound) {
        System.out.println("figure " + name + " = " + value + " (bound " + bound + ")");
    }
}
