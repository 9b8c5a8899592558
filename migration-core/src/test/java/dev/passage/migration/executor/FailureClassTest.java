package dev.passage.migration.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures are worth another attempt (X3). What databases say is tested on real ones with the engine. */
final class FailureClassTest {

    static Stream<Throwable> mistakes() {
        return Stream.of(
                new NullPointerException(),
                new IllegalArgumentException("no"),
                new NumberFormatException("no"),
                new ClassCastException(),
                new ArrayIndexOutOfBoundsException(3),
                new ArithmeticException(),
                new UnsupportedOperationException(),
                new InterruptedException(),
                new AssertionError("no"),
                StepFailedException.fatal(FailureKind.STEP_FAILED, "No.", "Look."),
                SessionStoreException.refused("sessions", "a1b2", "it is too large"),
                new LeaseLostException(MigrationId.of("m-1"), FencingToken.of(1), "here"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeWouldBeMadeAgain(Throwable thrown) {
        FailureClass found = FailureClass.of(thrown);

        assertThat(found).isEqualTo(FailureClass.LASTING);
        assertThat(found.isWorthAnotherAttempt()).isFalse();
    }

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException("refused"),
                new UncheckedIOException(new IOException("cut")),
                new IllegalStateException("wrapped", new IOException("cut")),
                SessionStoreException.unavailable("sessions", "its server is down", null),
                new EndpointUnavailableException(
                        EndpointName.of("shared"),
                        "Endpoint shared is away.",
                        "Bring it back.",
                        new IOException("cut")));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageMayBeOverAtTheNextAttempt(Throwable thrown) {
        FailureClass found = FailureClass.of(thrown);

        assertThat(found).isEqualTo(FailureClass.UNAVAILABLE);
        assertThat(found.isWorthAnotherAttempt()).isTrue();
    }

    @Test
    void whatIsUnknownIsTriedAgain() {
        assertThat(FailureClass.of(new IllegalStateException("busy")).isWorthAnotherAttempt())
                .isTrue();
        assertThat(FailureClass.of(StepFailedException.retryable(FailureKind.STEP_FAILED, "No.", "Look."))
                        .isWorthAnotherAttempt())
                .isTrue();
    }

    @Test
    void wantOfMemoryIsNotMendedByRepeating() {
        assertThat(FailureClass.of(new OutOfMemoryError())).isEqualTo(FailureClass.EXHAUSTED);
        assertThat(FailureClass.of(new StackOverflowError()).isWorthAnotherAttempt())
                .isFalse();
    }
}
