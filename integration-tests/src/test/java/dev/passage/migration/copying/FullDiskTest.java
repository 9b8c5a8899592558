package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target whose disk is full is told so, keeps whole chunks only, and takes the rest when there is space again (D3, H4). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FullDiskTest {
    private static final int ROWS = 40_000;
    private static final String TABLE =
            "CREATE TABLE readings (tenant INT NOT NULL, id BIGINT PRIMARY KEY, note VARCHAR(250))";

    @TempDir
    Path folder;

    @Test
    void asksForSpaceAndGoesOnWhenThereIs() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                isRun("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "needs the right to mount");
        try (TestDatabases databases = TestDatabases.in(folder)) {
            String source = databases.create(DatabaseKind.POSTGRESQL, "source").url();
            String target = databases.create(DatabaseKind.POSTGRESQL, "target").url();
            Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwx------"));
            execute(
                    source,
                    TABLE,
                    "INSERT INTO readings SELECT 1, x, REPEAT('n', 200) FROM generate_series(1, " + ROWS + ") x");
            execute(target, "CREATE TABLESPACE small LOCATION '" + disk + "'");
            try {
                execute(target, TABLE + " TABLESPACE small");
                CopiedTable copied = CopiedTable.of(source, target, "readings", ChunkSize.USUAL.withRows(5_000));

                assertThatThrownBy(copied::copy).isInstanceOfSatisfying(StepFailedException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.INSUFFICIENT_RESOURCES);
                    assertThat(failure.isRetryable()).isTrue();
                    assertThat(failure).hasMessageContaining("Free space").hasMessageContaining("readings");
                });
                assertThat(count(target)).isPositive().isLessThan(ROWS).matches(rows -> rows % 5_000 == 0);

                assertThat(isRun("mount", "-o", "remount,size=64m", disk.toString()))
                        .isTrue();
                copied.copy();
                assertThat(copied.verify(ValidationLevel.STRICT).differences()).isEmpty();
                assertThat(count(target)).isEqualTo(ROWS);
            } finally {
                execute(target, "DROP TABLE IF EXISTS readings", "DROP TABLESPACE small");
            }
        } finally {
            isRun("umount", disk.toString());
        }
    }

    private static boolean isRun(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long count(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM readings")) {
            row.next();
            return row.getLong(1);
        }
    }
}
