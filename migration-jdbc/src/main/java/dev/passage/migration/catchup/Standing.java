package dev.passage.migration.catchup;

import dev.passage.migration.conflict.ConflictWinner;
import java.util.Arrays;

/** How a parked conflict stands. */
enum Standing {
    /** Nobody has decided on it. */
    OPEN(0, ConflictWinner.PERSON),
    /** The side that authority returns to keeps its value. */
    SOURCE(1, ConflictWinner.SOURCE),
    /** The side that authority leaves keeps its value. */
    TARGET(2, ConflictWinner.TARGET),
    /** It was found no more before anybody had decided. */
    GONE(3, ConflictWinner.PERSON);

    private final int code;
    private final ConflictWinner winner;

    Standing(int code, ConflictWinner winner) {
        this.code = code;
        this.winner = winner;
    }

    /** What stands for it in the table. */
    int code() {
        return code;
    }

    static ConflictWinner winnerOf(int code) {
        return Arrays.stream(values())
                .filter(standing -> standing.code == code)
                .findFirst()
                .orElseThrow()
                .winner;
    }
}
