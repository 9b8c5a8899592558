package dev.passage.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are found by their keys, whatever types the columns of the key have (D3). */
class KeyedReaderTest {
    private static final int MANY = 450;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h2 | INTEGER",
                "postgresql | SMALLINT",
                "postgresql | INTEGER",
                "postgresql | BIGINT",
                "postgresql | NUMERIC(12,3)",
                "postgresql | VARCHAR(4)",
                "postgresql | CHAR(6)",
                "postgresql | TEXT COLLATE \"C\"",
                "postgresql | DATE",
                "postgresql | TIMESTAMP(6)",
                "postgresql | TIMESTAMP(6) WITH TIME ZONE",
                "postgresql | UUID",
                "postgresql | INET",
                "postgresql | DOUBLE PRECISION",
                "postgresql | BYTEA"
            })
    void areFoundByManyKeysOfTwoColumns(String engine, String type) throws SQLException {
        Databases databases = new Databases(folder);
        try {
            String[] schema = {
                "CREATE TABLE tenants (id VARCHAR(50) PRIMARY KEY)",
                "CREATE TABLE readings (tenant VARCHAR(50) NOT NULL REFERENCES tenants (id), part " + type
                        + " NOT NULL, note VARCHAR(20), PRIMARY KEY (tenant, part))"
            };
            String url = databases.create(engine, schema);
            String other = databases.create(engine, schema);
            Databases.run(
                    url,
                    "INSERT INTO tenants VALUES ('mine'), ('other')",
                    fill(engine, type, "mine"),
                    fill(engine, type, "other"));
            TenantRows rows = Databases.rows(url, other, "tenants", "mine");
            TableRoute route = rows.routes().stream()
                    .filter(each -> each.name().equals("readings"))
                    .findFirst()
                    .orElseThrow();
            List<KeyedRow> all = all(rows, route);
            List<List<Object>> keys =
                    new ArrayList<>(all.stream().map(KeyedRow::key).toList());
            List<Object> others = new ArrayList<>(keys.get(0));
            others.set(0, "nobody");
            keys.add(others);

            try (Connection connection = rows.source().connections().open()) {
                KeyedReader reader = new KeyedReader(rows.source(), route, rows.onSource(route), true);

                assertThat(reader.readAlone(connection, keys)).hasSize(MANY);
                assertThat(reader.readAlone(connection, keys.subList(7, 8)).values())
                        .singleElement()
                        .satisfies(row ->
                                assertThat(row.sameAs(all.get(7))).as(type).isTrue());
                assertThat(connection.getAutoCommit()).isTrue();
            }
        } finally {
            databases.close();
        }
    }

    private static String fill(String engine, String type, String tenant) {
        if (engine.equals("h2")) {
            return "INSERT INTO readings SELECT '" + tenant + "', g.x, 'n' || g.x FROM SYSTEM_RANGE(1, " + MANY
                    + ") g (x)";
        }
        String value = switch (type.replaceAll("[(\\s].*", "")) {
            case "DATE", "TIMESTAMP" -> "TIMESTAMP '2020-01-01 00:00:00.123456' + g * INTERVAL '1 day'";
            case "UUID" -> "md5(g::text)::uuid";
            case "INET" -> "'10.0.0.0'::inet + g";
            case "BYTEA" -> "decode(md5(g::text), 'hex')";
            default -> "g";
        };
        return "INSERT INTO readings SELECT '" + tenant + "', " + value + ", 'n' || g FROM generate_series(1, " + MANY
                + ") g";
    }

    private static List<KeyedRow> all(TenantRows rows, TableRoute route) throws SQLException {
        KeyedReader naming = new KeyedReader(rows.source(), route, rows.onSource(route), true);
        List<KeyedRow> all = new ArrayList<>();
        try (RowStream stream = RowStream.open(
                rows.source(), route, route.columns(), rows.onSource(route), List.of(), CopyObserver.NONE)) {
            while (stream.next()) {
                all.add(naming.named(stream.values()));
            }
        }
        return all;
    }
}
