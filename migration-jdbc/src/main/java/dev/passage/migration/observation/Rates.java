package dev.passage.migration.observation;

/**
 * What was seen of a tenant's transactions within a window.
 *
 * @param calls how many ended
 * @param failed how many of them failed
 * @param slow how many of them were slow, failed or not
 * @since 0.1.0
 */
public record Rates(int calls, int failed, int slow) {
    private static final double PERCENT = 100.0;

    /**
     * Checks that the numbers fit each other.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Rates {
        if (failed < 0 || slow < 0 || failed > calls || slow > calls) {
            throw new IllegalArgumentException(
                    "Of " + calls + " transactions " + failed + " cannot have failed and " + slow + " been slow.");
        }
    }

    /**
     * Returns the share of transactions that failed.
     *
     * @return percent, 0 when there was none
     */
    public double failedPercent() {
        return calls == 0 ? 0 : PERCENT * failed / calls;
    }

    /**
     * Returns the share of transactions that were slow.
     *
     * @return percent, 0 when there was none
     */
    public double slowPercent() {
        return calls == 0 ? 0 : PERCENT * slow / calls;
    }
}
