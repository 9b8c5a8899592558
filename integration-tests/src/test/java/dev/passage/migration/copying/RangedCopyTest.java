package dev.passage.migration.copying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.copy.KeyRange;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A table in ranges of its keys: each row in one of them, about as many in each, the same ranges after a crash (D3). */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RangedCopyTest {
    private static final int ROWS = 3_000;
    private static final ChunkSize CHUNK = ChunkSize.USUAL.withRows(300);
    private static final String PLAIN =
            "CREATE TABLE readings (tenant INT NOT NULL, id BIGINT NOT NULL PRIMARY KEY, note VARCHAR(50))";
    private static final String COMPOUND = "CREATE TABLE readings (tenant INT NOT NULL, device VARCHAR(40) NOT NULL,"
            + " id BIGINT NOT NULL, note VARCHAR(50), PRIMARY KEY (tenant, device, id))";

    @TempDir
    Path folder;

    private final List<Connection> keptOpen = new ArrayList<>();
    private TestDatabases databases;
    private String source = "";
    private String target = "";

    @BeforeEach
    void open() {
        databases = TestDatabases.in(folder);
    }

    @AfterEach
    void close() throws SQLException {
        FaultPoint.inject(null);
        for (Connection connection : keptOpen) {
            connection.close();
        }
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "MARIADB,MARIADB", "H2,POSTGRESQL", "POSTGRESQL,MARIADB", "MARIADB,H2"})
    void sharesSkewedKeysOutEvenly(DatabaseKind from, DatabaseKind to) throws Exception {
        create(from, to, PLAIN, PLAIN);
        execute(source, "INSERT INTO readings SELECT 1, x * x * x, 'note' FROM " + numbers(from));
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);

        List<KeyRange> ranges = table.ranges(3, ROWS);
        copy(table, ranges, to);

        assertThat(ranges)
                .extracting(KeyRange::upTo)
                .containsExactly(List.of(1_000_000_000L), List.of(8_000_000_000L), List.of());
        assertThat(rowsOfRanges()).containsExactly(1_000L, 1_000L, 1_000L);
        assertThat(table.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "MARIADB,MARIADB", "H2,POSTGRESQL", "POSTGRESQL,MARIADB", "H2,H2"})
    void cutsCompoundKeysWithinOneOfTheirParts(DatabaseKind from, DatabaseKind to) throws Exception {
        create(from, to, COMPOUND, COMPOUND);
        // nearly all rows are of one device, and other tenants' lie around them
        execute(
                source,
                "INSERT INTO readings SELECT 1, CASE WHEN x < 20 THEN 'a' WHEN x > 2990 THEN 'c' ELSE 'b' END, x, 'mine' FROM "
                        + numbers(from),
                "INSERT INTO readings SELECT 2, 'b', x, 'another''s' FROM " + numbers(from));
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);

        List<KeyRange> ranges = table.ranges(4, ROWS);
        copy(table, ranges, to);

        assertThat(ranges)
                .extracting(KeyRange::upTo)
                .containsExactly(List.of(1L, "b", 750L), List.of(1L, "b", 1_500L), List.of(1L, "b", 2_250L), List.of());
        assertThat(rowsOfRanges()).containsExactly(750L, 750L, 750L, 750L);
        assertThat(table.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL,POSTGRESQL,COLLATE \"und-x-icu\",COLLATE \"C\"",
        "MARIADB,MARIADB,COLLATE utf8mb4_german2_ci,COLLATE utf8mb4_bin",
        "POSTGRESQL,MARIADB,COLLATE \"C\",COLLATE utf8mb4_bin",
        "H2,POSTGRESQL,'',COLLATE \"und-x-icu\""
    })
    void keepsTextKeysWholeWhateverTheirCollation(DatabaseKind from, DatabaseKind to, String there, String here)
            throws Exception {
        String table =
                "CREATE TABLE readings (tenant INT NOT NULL, name VARCHAR(60) %s NOT NULL PRIMARY KEY, note INT)";
        create(from, to, table.formatted(there), table.formatted(here));
        execute(
                source,
                "INSERT INTO readings SELECT 1, CONCAT(CASE MOD(x, 7) WHEN 0 THEN 'ä''' WHEN 1 THEN 'A\"' WHEN 2 THEN 'z'"
                        + " WHEN 3 THEN '-' WHEN 4 THEN 'Ö ' WHEN 5 THEN '?' ELSE 'ß' END, x), x FROM "
                        + numbers(from));
        CopiedTable copied = CopiedTable.of(source, target, "readings", CHUNK);

        List<KeyRange> ranges = copied.ranges(3, ROWS);
        copy(copied, ranges, to);

        assertThat(ranges).hasSize(3);
        assertThat(rowsOfRanges()).containsExactly(1_000L, 1_000L, 1_000L);
        assertThat(copied.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheRangesOfABigTableFromAFewOfItsKeys(DatabaseKind kind) throws Exception {
        create(kind, kind, PLAIN, PLAIN);
        execute(
                source,
                "INSERT INTO readings SELECT 1, x, 'n' FROM " + numbers(kind),
                "INSERT INTO readings SELECT 1, 1000000 + x * 1000, 'n' FROM " + numbers(kind));
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);

        List<KeyRange> ranges = table.ranges(2, 4_000 * 6L);
        copy(table, ranges, kind);

        // a boundary from 1,000 of 6,000 keys is off by less than 10 % but once in a billion times
        assertThat(rowsOfRanges())
                .hasSize(2)
                .allSatisfy(rows -> assertThat(rows).isBetween(2_400L, 3_600L));
        assertThat(table.verify(ValidationLevel.FULL).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL,copy.ranges.after-commit,1",
        "POSTGRESQL,copy.chunk.before-commit,5",
        "POSTGRESQL,copy.chunk.after-commit,6",
        "MARIADB,copy.ranges.after-commit,1",
        "MARIADB,copy.chunk.before-commit,5",
        "H2,copy.chunk.after-commit,6"
    })
    void goesOnWithTheSameRangesAfterACrash(DatabaseKind kind, String point, int hit) throws Exception {
        create(kind, kind, PLAIN, PLAIN);
        execute(source, "INSERT INTO readings SELECT 1, x, 'note' FROM " + numbers(kind));
        CopiedTable dying = CopiedTable.of(source, target, "readings", CHUNK);
        crashAt(point, hit);

        assertThatThrownBy(() -> {
                    for (KeyRange range : dying.ranges(3, ROWS)) {
                        dying.copy(range);
                    }
                })
                .isInstanceOf(SimulatedCrashError.class);
        FaultPoint.inject(null);
        List<String> recorded = beginnings();
        CopiedTable next = CopiedTable.of(source, target, "readings", CHUNK);
        List<KeyRange> ranges = next.ranges(7, ROWS);
        copy(next, ranges, kind);

        assertThat(ranges).hasSize(3);
        assertThat(beginnings()).hasSize(3).isEqualTo(recorded);
        assertThat(next.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    @Test
    void findsRangesAnewThatWereNotCommitted() throws Exception {
        create(DatabaseKind.POSTGRESQL, DatabaseKind.POSTGRESQL, PLAIN, PLAIN);
        execute(source, "INSERT INTO readings SELECT 1, x, 'note' FROM " + numbers(DatabaseKind.POSTGRESQL));
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);
        crashAt("copy.ranges.before-commit", 1);

        assertThatThrownBy(() -> table.ranges(3, ROWS)).isInstanceOf(SimulatedCrashError.class);
        FaultPoint.inject(null);
        List<KeyRange> ranges = table.ranges(2, ROWS);

        assertThat(ranges).hasSize(2);
        assertThat(beginnings()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void copiesNothingOfAnEmptyRange(DatabaseKind kind) throws Exception {
        create(kind, kind, PLAIN, PLAIN);
        execute(source, "INSERT INTO readings SELECT 1, x, 'note' FROM " + numbers(kind));
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);
        List<KeyRange> ranges = table.ranges(3, ROWS);
        execute(source, "DELETE FROM readings WHERE id > 1000 AND id <= 2000");

        copy(table, ranges, kind);

        assertThat(rowsOfRanges()).containsExactly(1_000L, 0L, 1_000L);
        assertThat(table.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,2"})
    void hasNoMoreRangesThanRows(int rows, int expected) throws Exception {
        create(DatabaseKind.H2, DatabaseKind.POSTGRESQL, PLAIN, PLAIN);
        execute(source, "INSERT INTO readings SELECT 1, x, 'note' FROM SYSTEM_RANGE(1, 2) g (x) WHERE x <= " + rows);
        CopiedTable table = CopiedTable.of(source, target, "readings", CHUNK);

        List<KeyRange> ranges = table.ranges(5, rows);
        copy(table, ranges, DatabaseKind.POSTGRESQL);

        assertThat(ranges).hasSize(expected);
        assertThat(table.verify(ValidationLevel.STRICT).differences()).isEmpty();
    }

    /** H2 lets one writer at a time at a table's rows, as a move does there. */
    private static void copy(CopiedTable table, List<KeyRange> ranges, DatabaseKind to) throws Exception {
        if (to != DatabaseKind.H2) {
            table.copyAtTheSameTime(ranges);
            return;
        }
        for (KeyRange range : ranges) {
            table.copy(range);
        }
    }

    private void create(DatabaseKind from, DatabaseKind to, String there, String here) throws SQLException {
        source = url(from, "source");
        target = url(to, "target");
        execute(source, there);
        execute(target, here);
    }

    private String url(DatabaseKind kind, String name) throws SQLException {
        TestDatabase database = databases.create(kind, name);
        String url = kind == DatabaseKind.H2 ? database.url() + ";DATABASE_TO_LOWER=TRUE" : database.url();
        keptOpen.add(DriverManager.getConnection(url));
        return url;
    }

    private static String numbers(DatabaseKind kind) {
        return switch (kind) {
            case H2 -> "SYSTEM_RANGE(1, " + ROWS + ") g (x)";
            case POSTGRESQL -> "(SELECT CAST(y AS BIGINT) AS x FROM generate_series(1, " + ROWS + ") y) g";
            case MARIADB -> "(SELECT seq AS x FROM seq_1_to_" + ROWS + ") g";
        };
    }

    private static void crashAt(String point, int hit) {
        AtomicInteger hits = new AtomicInteger();
        FaultPoint.inject(reached -> {
            if (reached.name().equals(point) && hits.incrementAndGet() == hit) {
                throw new SimulatedCrashError(reached);
            }
        });
    }

    private List<Long> rowsOfRanges() throws SQLException {
        return ask("SELECT SUM(row_count) FROM passage_ledger GROUP BY key_range ORDER BY key_range").stream()
                .map(Long::valueOf)
                .toList();
    }

    private List<String> beginnings() throws SQLException {
        return ask("SELECT last_key FROM passage_ledger WHERE chunk = 0 ORDER BY key_range");
    }

    private List<String> ask(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
