package dev.passage.migration.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON Schema; draft 2020-12 if it does not say another. Safe for use by several threads. */
public final class TreeSchema {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema;

    private TreeSchema(Schema schema) {
        this.schema = schema;
    }

    /** Reads a schema. */
    public static TreeSchema of(String text) {
        try {
            return new TreeSchema(REGISTRY.getSchema(Trees.JSON.readTree(text)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The JSON Schema cannot be read. Mend it.", e);
        }
    }

    /** Returns where a tree breaks the schema, without its values. */
    public List<String> violations(Map<String, @Nullable Object> tree) {
        return schema.validate(Trees.node(tree)).stream()
                .map(error -> error.getInstanceLocation() + " breaks \"" + error.getKeyword() + "\"")
                .toList();
    }
}
