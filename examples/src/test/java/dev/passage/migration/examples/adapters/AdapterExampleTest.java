package dev.passage.migration.examples.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.status.MigrationState;
import org.junit.jupiter.api.Test;

/** The example of the page on adapters runs (A2). */
final class AdapterExampleTest {

    @Test
    void endsWithTheNewProvider() throws InterruptedException {
        assertThat(AdapterExample.replace(new AdapterExample.Provider(1.5), new AdapterExample.Provider(1.5))
                        .state())
                .isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void asksWhenTheNewProviderSaysSomethingElse() throws InterruptedException {
        assertThat(AdapterExample.replace(new AdapterExample.Provider(1.5), new AdapterExample.Provider(2))
                        .state())
                .isEqualTo(MigrationState.BLOCKED);
    }
}
