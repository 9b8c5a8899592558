package dev.passage.migration.examples.adapters;

import dev.passage.migration.adapter.CallOnce;

// snippet
/** The port that the host calls. */
interface Rates {

    /** Named as reading, so it may be shadowed. */
    double findRate(String currency);

    /** Never shadowed. */
    @CallOnce
    void order(String customer, String currency);
}
// end
