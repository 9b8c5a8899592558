package dev.passage.migration.adapters;

import dev.passage.migration.adapter.CallOnce;

/** The port of these tests: exchange rates. */
interface Rates {

    /** Reads. */
    String findRate(String currency);

    /** Changes something. */
    @CallOnce
    void publish(String currency);

    /** One provider. */
    record Provider(String name) implements Rates {
        @Override
        public String findRate(String currency) {
            return name + " " + currency;
        }

        @Override
        public void publish(String currency) {}
    }
}
