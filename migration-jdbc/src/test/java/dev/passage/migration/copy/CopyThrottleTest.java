package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy spares the databases at its ends, and its limit is changed while it runs (D4, X13). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CopyThrottleTest {
    private static final String[] SCHEMA = {
        "CREATE TABLE tenants (id INT PRIMARY KEY)",
        "CREATE TABLE readings (tenant INT NOT NULL REFERENCES tenants (id), id INT PRIMARY KEY)"
    };

    @TempDir
    Path folder;

    private Databases databases;
    private final CountDownLatch firstChunk = new CountDownLatch(2);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CopyObserver observer = new CopyObserver() {
        @Override
        public void written(String table, long rows) {
            firstChunk.countDown();
        }

        @Override
        public boolean stopRequested() {
            return stop.get();
        }
    };

    @BeforeEach
    void open() {
        databases = new Databases(folder);
    }

    @AfterEach
    void close() throws SQLException {
        databases.close();
    }

    @Test
    void raisedLimitLetsWaitingCopyGoOn() throws Exception {
        CopyThrottle throttle = CopyThrottle.of(10);
        CompletableFuture<Boolean> copy = copy(throttle);
        assertThat(firstChunk.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(copy).isNotDone();

        throttle.limitTo(CopyThrottle.UNLIMITED);

        assertThat(copy.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void pauseEndsTheWaitWithinTheChunk() throws Exception {
        CompletableFuture<Boolean> copy = copy(CopyThrottle.of(10));
        assertThat(firstChunk.await(30, TimeUnit.SECONDS)).isTrue();

        stop.set(true);

        assertThat(copy.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void restsAfterCommitThatTookLong() {
        AtomicInteger looks = new AtomicInteger();
        CopyThrottle throttle = CopyThrottle.unlimited();

        throttle.rest(Duration.ofMillis(900), () -> looks.incrementAndGet() > 5);
        int afterCalmCommit = looks.get();
        throttle.rest(Duration.ofMinutes(1), () -> looks.incrementAndGet() > 5);

        assertThat(afterCalmCommit).isZero();
        assertThat(looks).hasValue(6);
    }

    @Test
    void leavesEndAloneThatCannotBeReached() throws SQLException {
        AtomicInteger attempts = new AtomicInteger();
        Side real = Databases.side("target", databases.create("h2", SCHEMA));
        Side broken = new Side("target", real.catalog(), () -> {
            attempts.incrementAndGet();
            throw new SQLException("refused", "08001");
        });
        Side guarded = CopyThrottle.unlimited().guarded(broken);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> guarded.connections().open()).isInstanceOf(SQLException.class);
        }

        assertThat(attempts).hasValue(5);
    }

    @Test
    void refusesLimitThatWouldStandStill() {
        assertThatThrownBy(() -> CopyThrottle.of(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CopyThrottle.unlimited().limitTo(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private CompletableFuture<Boolean> copy(CopyThrottle throttle) throws SQLException {
        String source = databases.create("postgresql", SCHEMA);
        String target = databases.create("postgresql", SCHEMA);
        Databases.run(
                source,
                "INSERT INTO tenants VALUES (1)",
                "INSERT INTO readings SELECT 1, g FROM generate_series(1, 50000) g");
        TenantRows rows = Databases.rows(source, target, "tenants", "1");
        CopyRun plain = Databases.run(rows, 1_000);
        CopyRun run = new CopyRun(
                plain.source(),
                plain.target(),
                plain.ledger(),
                plain.guard(),
                plain.chunk(),
                throttle.pacing(observer),
                plain.clock());
        return CompletableFuture.supplyAsync(() -> {
            try {
                return rows.copy(run);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }
}
