package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.copy.Copier;
import dev.passage.migration.copy.PostgresTextCopier;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * What a copy with checkpoints and digests costs beside the databases' own pipes, beside a program's own loop, and beside Spring
 * Batch, on the same durable databases, in turn (D3, D7).
 *
 * <p>Arguments: {@code rows=} of the tenant in question, 1,000,000 unless said; {@code rounds=}, 5 unless said; {@code only=} some of
 * {@code main,ranges,growth,tenant,nasty,keys,mariadb}, separated by commas; {@code source=} and {@code target=}, JDBC URLs of two
 * PostgreSQL databases that may be filled and emptied, else two embedded servers are started.
 */
final class CopyCost {
    private static final String OURS = "Passage, checkpointed and hashed";
    private static final String VERIFIED = "the same, then the target read back";
    private static final String TEXT = "Passage by text COPY, as from another engine";
    private static final String REWRITING = "addBatch 1000, reWriteBatchedInserts";
    private static final String SPRING_REWRITING = "Spring Batch 6, chunk 1000, reWriteBatchedInserts";
    private static final String SPRING = "Spring Batch 6, chunk 1000, defaults";
    private static final String REWRITE = "&reWriteBatchedInserts=true";

    private final Settings settings;
    private final End source;
    private final End target;
    private final List<Long> servers = new ArrayList<>();
    private final String pipe = Pipes.nameOfPostgresPipe();

    private CopyCost(Settings settings, End source, End target) throws Exception {
        this.settings = settings;
        this.source = source;
        this.target = target;
        servers.addAll(source.postgresProcess());
        servers.addAll(target.postgresProcess());
    }

    /**
     * Measures and prints.
     *
     * @param arguments as said above
     * @throws Exception when a database or program cannot be used
     */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        try (End source = End.postgres(settings.url("source"));
                End target = End.postgres(settings.url("target"))) {
            new CopyCost(settings, source, target).postgres();
        }
        if (settings.wants("mariadb")) {
            mariaDb(settings);
        }
        System.exit(0); // the embedded MariaDB leaves a thread
    }

    private void postgres() throws Exception {
        boolean positions =
                List.of("main", "ranges", "growth", "tenant").stream().anyMatch(settings::wants);
        if (positions) {
            Workload.POSITIONS.create(source, target, settings.rows() * 11L / 2);
        }
        if (settings.wants("main")) {
            main();
        }
        if (settings.wants("ranges")) {
            ranges();
        }
        if (settings.wants("growth")) {
            growth();
        }
        if (settings.wants("tenant")) {
            tenant();
        }
        if (settings.wants("nasty")) {
            nasty();
        }
        if (settings.wants("keys")) {
            keys();
        }
    }

    private void main() throws Exception {
        Workload table = Workload.POSITIONS;
        long rows = table.count(source, Workload.MEDIUM);
        PassageCopy copy = copy(table, Workload.MEDIUM);
        Copier chosen = copy.chosen();
        DataSource from = source.pool("");
        DataSource plain = target.pool("");
        DataSource rewriting = target.pool(REWRITE);
        SpringBatchCopy.createRepository(plain);
        SpringBatchCopy springPlain = new SpringBatchCopy(from, plain);
        SpringBatchCopy springRewriting = new SpringBatchCopy(from, rewriting);
        String query = table.select(Workload.MEDIUM);
        String columns =
                "id, tenant, device, recorded, received, latitude, longitude, altitude, speed, heading, accuracy,"
                        + " satellites, attributes";
        Race race = race("gps positions, PostgreSQL to PostgreSQL, full indexes", table)
                .add(pipe, rows, () -> Pipes.postgres(source, target, query, table.table()))
                .add(OURS, rows, () -> copy.copy(chosen))
                .add(VERIFIED, rows, () -> copy.copyAndReadBack(chosen))
                .add(TEXT, rows, () -> copy.copy(new PostgresTextCopier()))
                .add("addBatch 1000", rows, () -> RowByRow.copy(from, plain, query, table.table()))
                .add(REWRITING, rows, () -> RowByRow.copy(from, rewriting, query, table.table()))
                .add(SPRING_REWRITING, rows, () -> springRewriting.copy(columns, table.table(), Workload.MEDIUM))
                .add(SPRING, rows, () -> springPlain.copy(columns, table.table(), Workload.MEDIUM))
                .run();
        figure("copy.cpu", race.processor(OURS, pipe), "<= 1.20");
        figure("copy.wall", race.wall(OURS, pipe), "<= 1.25");
        figure("copy.verified.cpu", race.processor(VERIFIED, pipe), "<= 1.45");
        figure("copy.verified.wall", race.wall(VERIFIED, pipe), "<= 1.60");
        figure("copy.spring.rewriting", race.wall(SPRING_REWRITING, OURS), ">= 2.5");
        figure("copy.spring.rewriting.verified", race.wall(SPRING_REWRITING, VERIFIED), ">= 2");
        figure("copy.spring.defaults", race.wall(SPRING, OURS), ">= 3");
        figure("copy.text", race.wall(TEXT, REWRITING), "<= 0.8");
    }

    private void ranges() throws Exception {
        Workload table = Workload.POSITIONS;
        long rows = table.count(source, Workload.MEDIUM);
        PassageCopy copy = copy(table, Workload.MEDIUM);
        Copier chosen = copy.chosen();
        Race race = race("one stream, and ranges of the keys at the same time", table)
                .add("one stream", rows, () -> copy.copy(chosen))
                .add("two ranges", rows, () -> copy.copyInRanges(chosen, 2, rows))
                .add("four ranges", rows, () -> copy.copyInRanges(chosen, 4, rows))
                .run();
        figure("copy.ranges.two", race.wall("two ranges", "one stream"), "none, it depends on the cores");
        figure("copy.ranges.four", race.wall("four ranges", "one stream"), "none, it depends on the cores");
    }

    private void growth() throws Exception {
        Workload table = Workload.POSITIONS;
        PassageCopy medium = copy(table, Workload.MEDIUM);
        PassageCopy large = copy(table, Workload.LARGE);
        Copier chosen = medium.chosen();
        Race race = race("four times the rows", table)
                .add("one", table.count(source, Workload.MEDIUM), () -> medium.copy(chosen))
                .add("four", table.count(source, Workload.LARGE), () -> large.copy(chosen))
                .run();
        figure("copy.growth", race.wall("four", "one"), "<= 1.2");
    }

    private void tenant() throws Exception {
        Workload table = Workload.POSITIONS;
        Race race = besidePipe("a tenant with 0.2 % of the table", table, Workload.SMALL);
        figure("copy.tenant", race.wall(OURS, pipe), "<= 1.5");
    }

    private void nasty() throws Exception {
        Workload.NASTY.create(source, target, settings.rows() / 5);
        Race race = besidePipe("a nasty table", Workload.NASTY, Workload.MEDIUM);
        figure("copy.nasty.cpu", race.processor(OURS, pipe), "<= 1.35");
    }

    private void keys() throws Exception {
        keys("copy.keys", "random uuid keys, beside a pipe in the order of the heap", Workload.RANDOM_KEYS);
        keys(
                "copy.keys.in.time",
                "the same, but the other index is one in whose order the heap was filled",
                Workload.RANDOM_KEYS_IN_TIME);
    }

    private void keys(String figure, String title, Workload table) throws Exception {
        table.create(source, target, settings.rows());
        figure(figure, besidePipe(title, table, Workload.MEDIUM).wall(OURS, pipe), "<= 0.8");
    }

    private Race besidePipe(String title, Workload table, int tenant) throws Exception {
        long rows = table.count(source, tenant);
        PassageCopy copy = copy(table, tenant);
        Copier chosen = copy.chosen();
        return race(title, table)
                .add(pipe, rows, () -> Pipes.postgres(source, target, table.select(tenant), table.table()))
                .add(OURS, rows, () -> copy.copy(chosen))
                .run();
    }

    private PassageCopy copy(Workload table, int tenant) throws Exception {
        return PassageCopy.of(source, target, table.table(), tenant, ChunkSize.USUAL);
    }

    private Race race(String title, Workload table) {
        return new Race(title, settings.rounds(), servers, () -> {
            table.renew(target);
            source.execute("CHECKPOINT");
            target.execute("CHECKPOINT");
        });
    }

    private static void mariaDb(Settings settings) throws Exception {
        Workload table = Workload.MARIADB_POSITIONS;
        try (TestDatabases databases = TestDatabases.durableIn(Files.createTempDirectory("passage-benchmark"));
                End source =
                        End.at(databases.create(DatabaseKind.MARIADB, "source").url());
                End target =
                        End.at(databases.create(DatabaseKind.MARIADB, "target").url())) {
            ProcessHandle server = ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("mariadbd"))
                    .findFirst()
                    .orElseThrow();
            Path programs = Path.of(server.info().command().orElseThrow()).resolveSibling(".");
            table.create(source, target, settings.rows() * 2L);
            long rows = table.count(source, 1);
            PassageCopy copy = PassageCopy.of(source, target, table.table(), 1, ChunkSize.USUAL);
            Copier chosen = copy.chosen();
            String dump = "mariadb-dump into mariadb";
            Race race = new Race(
                            "MariaDB to MariaDB, floating point exact with Passage only",
                            settings.rounds(),
                            List.of(server.pid()),
                            () -> table.renew(target))
                    .add(dump, rows, () -> Pipes.mariaDb(programs, source, target, table.table(), 1))
                    .add(OURS, rows, () -> copy.copy(chosen))
                    .run();
            figure("copy.mariadb", race.wall(OURS, dump), "<= 1.0");
        }
    }

    private static void figure(String name, double value, String bound) {
        System.out.printf(Locale.ENGLISH, "figure %s = %.2f (bound %s)%n", name, value, bound);
    }
}
