package dev.passage.migration.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.report.Histories;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is told to stop while fences are raised has not failed, also when it need not stop any more a moment later (X1, X2). */
final class FencesTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aLeaseThatIsRenewedLateFailsNothing() {
        Fences.Raised raised = raise(new Refusing());

        assertThat(raised.stopped()).isTrue();
        assertThat(raised.failure()).isEmpty();
        assertThat(raised.all()).isFalse();
    }

    /** Somebody asks to stop once, and not when asked again. */
    private Fences.Raised raise(Participant participant) {
        return Fences.raise(
                List.of(participant),
                Histories.approved().history(),
                FencingToken.of(1),
                () -> asked.getAndIncrement() == 0);
    }

    private static final class Refusing implements Participant {
        @Override
        public String name() {
            return "system";
        }

        @Override
        public void raise(MigrationId migration, FencingToken token) throws IOException {
            throw new IOException("nobody answers");
        }
    }
}
