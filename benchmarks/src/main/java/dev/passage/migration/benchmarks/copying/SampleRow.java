package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.catalog.ValueKind;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** The values of a gps position, as they go from engine to engine. */
final class SampleRow {
    static final List<ValueKind> KINDS = List.of(
            ValueKind.INTEGER,
            ValueKind.UUID,
            ValueKind.TIMESTAMP_WITH_ZONE,
            ValueKind.DOUBLE,
            ValueKind.DOUBLE,
            ValueKind.REAL,
            ValueKind.REAL);

    private SampleRow() {}

    static Object[] values() {
        return new Object[] {
            1_234_567L,
            UUID.fromString("c4ca4238-a0b9-2382-0dcc-509a6f75849b"),
            OffsetDateTime.parse("2026-01-01T10:20:30.123456Z"),
            52.123456,
            13.654321,
            112.5f,
            17.25f
        };
    }
}
