package dev.passage.migration.benchmarks.copying;

import java.sql.SQLException;

/**
 * A table with rows of several tenants on the source, and the same table empty on the target, with all its indexes.
 *
 * @param table what it is called
 * @param columns its columns with their types, for both ends
 * @param index an index besides the primary key
 * @param rows what each row is made of, over a series {@code g}
 */
record Workload(String table, String columns, String index, String rows) {
    /** Whose rows are 18 %, 73 % and 0.2 % of the positions. */
    static final int MEDIUM = 1;

    static final int LARGE = 2;
    static final int SMALL = 3;

    static final Workload POSITIONS = new Workload(
            "gps_positions",
            "id BIGINT PRIMARY KEY, tenant INT NOT NULL, device UUID NOT NULL, recorded TIMESTAMPTZ NOT NULL,"
                    + " received TIMESTAMPTZ NOT NULL, latitude DOUBLE PRECISION NOT NULL,"
                    + " longitude DOUBLE PRECISION NOT NULL, altitude REAL, speed REAL, heading REAL, accuracy REAL,"
                    + " satellites SMALLINT, attributes JSONB",
            "(tenant, recorded)",
            "SELECT g, CASE WHEN g % 1100 < 200 THEN 1 WHEN g % 1100 < 1000 THEN 2 WHEN g % 1100 < 1002 THEN 3"
                    + " ELSE 4 END, md5((g % 500)::text)::uuid, TIMESTAMPTZ '2026-01-01' + g * INTERVAL '1 second',"
                    + " TIMESTAMPTZ '2026-01-01' + g * INTERVAL '1.003 second', 52.1 + g / 7e6, 13.4 + g / 3e6,"
                    + " sqrt(g::real), (g % 1300) / 10.7, (g % 3600) / 10.3, 3 + (g % 77) / 11.0, g % 17,"
                    + " ('{\"ignition\": true, \"battery\": ' || g % 100 || '}')::jsonb FROM generate_series(1, %d) g");

    /** Random keys, and another index whose order has nothing to do with that of the heap. */
    static final Workload RANDOM_KEYS = withRandomKeys("events", "(tenant, kind)");

    /** Random keys, and another index in whose order the heap was filled, so that one of the two is filled at random anyway. */
    static final Workload RANDOM_KEYS_IN_TIME = withRandomKeys("timed_events", "(tenant, recorded)");

    static final Workload NASTY = new Workload(
            "nasty",
            "id UUID PRIMARY KEY, tenant INT NOT NULL, bytes BYTEA, price NUMERIC, at TIMESTAMPTZ, words TEXT[],"
                    + " numbers INT[], document JSONB, address INET, span TSRANGE, note TEXT, d DOUBLE PRECISION,"
                    + " length INTERVAL",
            "(tenant, at)",
            "SELECT md5(g::text)::uuid, 1, decode(repeat(md5(g::text), 10), 'hex'),"
                    + " CASE WHEN g % 50 = 0 THEN 'NaN'::numeric ELSE g * 12345678901234567890.0123456789 END,"
                    + " CASE WHEN g % 40 = 0 THEN 'infinity' ELSE TIMESTAMPTZ '2026-01-01' + g * INTERVAL '1 second' END,"
                    + " ARRAY['a', NULL, E'tab\\t', md5(g::text)], ARRAY[1, NULL, g],"
                    + " jsonb_build_object('key', md5(g::text), 'list', jsonb_build_array(1, 2.5, NULL, g)),"
                    + " ('10.' || g % 200 || '.' || g % 100 || '.1')::inet, tsrange('2026-01-01', '2026-02-01'),"
                    + " CASE WHEN g % 10 = 3 THEN NULL ELSE repeat(E'n\\\\ \\t \\n ü ', 20) END,"
                    + " CASE WHEN g % 30 = 0 THEN 'NaN' WHEN g % 31 = 0 THEN '-infinity' ELSE g / 7.0 END,"
                    + " g * INTERVAL '1 month 2 days' FROM generate_series(1, %d) g");

    /** Floating point as MariaDB has it. */
    static final Workload MARIADB_POSITIONS = new Workload(
            "gps_positions",
            "id BIGINT PRIMARY KEY, tenant INT NOT NULL, device CHAR(36) NOT NULL, recorded DATETIME(6) NOT NULL,"
                    + " latitude DOUBLE NOT NULL, longitude DOUBLE NOT NULL, altitude FLOAT, speed FLOAT, heading FLOAT,"
                    + " accuracy FLOAT, satellites SMALLINT, attributes VARCHAR(200)",
            "(tenant, recorded)",
            "SELECT seq, IF(seq %% 2 = 0, 1, 2), UUID(), TIMESTAMPADD(SECOND, seq, '2026-01-01'), 52.1 + seq / 7e6,"
                    + " 13.4 + seq / 3e6, SQRT(seq), seq %% 1300 / 10.7, seq %% 3600 / 10.3, 3 + seq %% 77 / 11.0,"
                    + " seq %% 17, CONCAT('{\"battery\": ', seq %% 100, '}') FROM seq_1_to_%d");

    private static Workload withRandomKeys(String table, String index) {
        return new Workload(
                table,
                "id UUID PRIMARY KEY, tenant INT NOT NULL, recorded TIMESTAMPTZ NOT NULL, kind INT, note TEXT",
                index,
                "SELECT md5(g::text)::uuid, 1, TIMESTAMPTZ '2026-01-01' + g * INTERVAL '1 second', g % 50,"
                        + " repeat('n', 90) FROM generate_series(1, %d) g");
    }

    /** Creates the table on both ends and fills that of the source. */
    void create(End source, End target, long number) throws SQLException {
        source.execute(
                "DROP TABLE IF EXISTS " + table,
                "CREATE TABLE " + table + " (" + columns + ")",
                "INSERT INTO " + table + " "
                        + rows.replace("%d", Long.toString(number)).replace("%%", "%"),
                "CREATE INDEX " + table + "_index ON " + table + " " + index,
                (source.url().startsWith("jdbc:mariadb:") ? "ANALYZE TABLE " : "VACUUM ANALYZE ") + table);
        renew(target);
    }

    /** Creates the table anew on the target, empty. */
    void renew(End target) throws SQLException {
        target.execute(
                "DROP TABLE IF EXISTS " + table,
                "CREATE TABLE " + table + " (" + columns + ")",
                "CREATE INDEX " + table + "_index ON " + table + " " + index);
    }

    long count(End end, int tenant) throws SQLException {
        return Long.parseLong(end.ask("SELECT COUNT(*) FROM " + table + " WHERE tenant = " + tenant));
    }

    String select(int tenant) {
        return "SELECT * FROM " + table + " WHERE tenant = " + tenant;
    }
}
