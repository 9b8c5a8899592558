package dev.passage.migration.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.passage.migration.codec.RecordCodec;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.PlanDigest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Turns records into JSON and back; everything that the engine stores goes through it (X6, H4).
 *
 * <p>Instants and durations are ISO-8601 text, ids are text, the entries of maps are sorted, the fields of a record stand in
 * the order of its declaration: the same record always gives the same text, so digests can be made over it. No class name is
 * ever read from JSON, unknown fields are refused, and depth and size are bounded (100 levels, 8 MiB).
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class JsonCodec implements RecordCodec {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_LENGTH = 8 << 20;

    private final ObjectMapper mapper;
    private final ObjectWriter prettyWriter;

    /** Creates a codec. */
    public JsonCodec() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxDocumentLength(MAX_LENGTH)
                .maxStringLength(MAX_LENGTH)
                .build();
        this.mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(limits)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .addModule(new Jdk8Module())
                .addModule(ownTypes())
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .accessorNaming(new RecordsOnly())
                .build();
        this.prettyWriter = mapper.writerWithDefaultPrettyPrinter();
    }

    /**
     * Returns a record as JSON on one line.
     *
     * @param value the record
     * @return the text
     * @throws IllegalArgumentException if the record, or something in it, cannot be stored as JSON; the message names its class
     */
    @Override
    public String write(Record value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException refused) {
            throw new IllegalArgumentException(unfit(value.getClass(), "written as"), refused);
        }
    }

    /**
     * Returns a record as indented JSON.
     *
     * @param value the record
     * @return the text
     * @throws IllegalArgumentException if the record cannot be stored as JSON
     */
    public String writeIndented(Object value) {
        try {
            return prettyWriter.writeValueAsString(value);
        } catch (JsonProcessingException refused) {
            throw new IllegalArgumentException(unfit(value.getClass(), "written as"), refused);
        }
    }

    /**
     * Reads a record from JSON.
     *
     * @param json the text
     * @param type the class of the record
     * @param <T> the class of the record
     * @return the record
     * @throws IllegalArgumentException if the text is not such a record; the message names the class
     */
    @Override
    public <T extends Record> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException refused) {
            throw new IllegalArgumentException(unfit(type, "read from"), refused);
        }
    }

    private static String unfit(Class<?> type, String how) {
        return "A " + type.getName() + " cannot be " + how
                + " JSON. Use a public record of records, enums, text, numbers,"
                + " booleans, instants, durations, optionals, lists, sets and maps, in a package that is exported or opened"
                + " to com.fasterxml.jackson.databind.";
    }

    private static SimpleModule ownTypes() {
        SimpleModule module = new SimpleModule("passage") {
            private static final long serialVersionUID = 1L;

            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.addSerializers(new RecordsOnly.EmptyRecords());
            }
        };
        asText(module, Instant.class, Instant::parse);
        asText(module, Duration.class, Duration::parse);
        asText(module, MigrationId.class, MigrationId::of);
        asText(module, StepId.class, StepId::of);
        asText(module, EndpointName.class, EndpointName::of);
        asText(module, PlanDigest.class, PlanDigest::of);
        return module;
    }

    private static <T> void asText(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addKeySerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator to, SerializerProvider provider) throws IOException {
                to.writeFieldName(value.toString());
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
                String text = from.getValueAsString();
                try {
                    return parse.apply(text);
                } catch (RuntimeException malformed) {
                    throw context.weirdStringException(text, type, "not of its form");
                }
            }
        });
    }
}
