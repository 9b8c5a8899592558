package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the number of rows: a process of 64 MiB copies them all and reads them back (D3, X13). */
class CopyMemoryTest {
    private static final String SCHEMA = "CREATE TABLE positions (tenant INT NOT NULL, id BIGINT PRIMARY KEY,"
            + " recorded TIMESTAMPTZ NOT NULL, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION, speed REAL,"
            + " note VARCHAR(100))";

    @TempDir
    Path folder;

    @Test
    void copiesFarMoreThanFitsIntoMemory() throws Exception {
        copiesWithin64Mebibytes(600_000, 3);
    }

    @Test
    @Tag("soak")
    void copiesFourMillionRows() throws Exception {
        long rows = copiesWithin64Mebibytes(4_000_000, 1);

        System.out.println("figure copy.rows.64m = " + rows + " (bound 4000000)");
    }

    @Test
    @Tag("nightly")
    void copiesFourMillionRowsInFourRanges() throws Exception {
        long rows = copiesWithin64Mebibytes(4_000_000, 4);

        System.out.println("figure copy.ranges.rows.64m = " + rows + " (bound 4000000)");
    }

    private long copiesWithin64Mebibytes(long rows, int ranges) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder)) {
            TestDatabase source = databases.create(DatabaseKind.POSTGRESQL, "source");
            TestDatabase target = databases.create(DatabaseKind.POSTGRESQL, "target");
            execute(source, SCHEMA);
            execute(target, SCHEMA);
            execute(
                    source,
                    "INSERT INTO positions SELECT 1, g, TIMESTAMPTZ '2026-01-01' + g * INTERVAL '1 second', 52.1 + g / 7.0,"
                            + " 13.4 + g / 3.0, g % 130, repeat('n', 60) FROM generate_series(1, " + rows + ") g");
            Path output = folder.resolve("output");
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            path,
                            CopyInSmallMemory.class.getName(),
                            source.url(),
                            target.url(),
                            "positions",
                            Integer.toString(ranges),
                            Long.toString(rows))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = child.waitFor(5, TimeUnit.MINUTES);
            child.destroyForcibly();

            assertThat(ended).as(Files.readString(output)).isTrue();
            assertThat(output).content().isEqualToIgnoringNewLines("equal rows: " + rows);
            return rows;
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
