package dev.passage.migration.session.move;

import java.util.Optional;

/**
 * How far a comparison of two stores has come, as a checkpoint.
 *
 * @param visit the epoch under which the stage was entered; a place of another visit counts for nothing
 * @param round which round it is in
 * @param fromOwner whether it goes through the owner's sessions, which comes first, or through the other store's
 * @param compared how many sessions it has compared in this round
 * @param repaired how many of them it has repaired
 * @param repairedBefore how many it has repaired in the rounds before
 * @param cursor where it goes on, empty at the beginning
 */
record ComparisonPlace(
        long visit,
        int round,
        boolean fromOwner,
        long compared,
        long repaired,
        long repairedBefore,
        Optional<String> cursor) {
    private static final String SEPARATOR = ":";
    private static final int PARTS = 7;

    static ComparisonPlace start(long visit) {
        return new ComparisonPlace(visit, 1, true, 0, 0, 0, Optional.empty());
    }

    static ComparisonPlace of(String stored) {
        String[] parts = stored.split(SEPARATOR, PARTS);
        return new ComparisonPlace(
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                Boolean.parseBoolean(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Optional.of(parts[6]).filter(text -> !text.isEmpty()));
    }

    String text() {
        return String.join(
                SEPARATOR,
                Long.toString(visit),
                Integer.toString(round),
                Boolean.toString(fromOwner),
                Long.toString(compared),
                Long.toString(repaired),
                Long.toString(repairedBefore),
                cursor.orElse(""));
    }

    ComparisonPlace after(long moreCompared, long moreRepaired, Optional<String> next) {
        return new ComparisonPlace(
                visit, round, fromOwner, compared + moreCompared, repaired + moreRepaired, repairedBefore, next);
    }

    ComparisonPlace otherWay() {
        return new ComparisonPlace(visit, round, false, compared, repaired, repairedBefore, Optional.empty());
    }

    ComparisonPlace nextRound() {
        return new ComparisonPlace(visit, round + 1, true, 0, 0, repairedBefore + repaired, Optional.empty());
    }
}
