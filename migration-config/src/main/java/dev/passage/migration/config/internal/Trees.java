package dev.passage.migration.config.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the mapper; turns maps into nodes, records and back. Numbers keep every digit. */
public final class Trees {
    /** The most levels of a document. */
    static final int DEEPEST = 200;

    /** Reads and writes JSON strictly. */
    static final ObjectMapper JSON = configured(JsonMapper.builder());

    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private Trees() {}

    /** Sets what every format has in common. */
    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M configured(B builder) {
        M mapper = builder.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .addModule(new Jdk8Module())
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        mapper.getFactory().disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION);
        return mapper;
    }

    /** Returns the tree as a node; equal trees give equal nodes. */
    static JsonNode node(Map<String, @Nullable Object> tree) {
        try {
            return JSON.readTree(JSON.writeValueAsBytes(tree));
        } catch (IOException e) {
            throw new IllegalStateException("A tree of plain values can be written.", e);
        }
    }

    /** Returns an object as maps, lists and values. */
    static Map<String, @Nullable Object> map(JsonNode object) {
        return JSON.convertValue(object, MAP);
    }

    /** Returns the record that the tree stands for; fields that it does not know are left out. */
    public static <T extends Record> T bind(Map<String, @Nullable Object> tree, Class<T> type)
            throws BadDocumentException {
        try {
            return JSON.treeToValue(node(tree), type);
        } catch (JsonProcessingException e) {
            throw new BadDocumentException("it does not fit the record " + type.getSimpleName(), e);
        }
    }

    /** Returns the tree of a record. */
    public static Map<String, @Nullable Object> unbind(Record record) {
        return map(JSON.valueToTree(record));
    }
}
