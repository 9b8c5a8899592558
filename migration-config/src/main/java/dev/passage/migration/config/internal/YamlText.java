package dev.passage.migration.config.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** YAML, in a class of its own, so that JSON alone works without the library for it. */
final class YamlText {
    private static final ObjectMapper YAML = Trees.configured(YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

    private YamlText() {}

    static JsonNode read(String text) throws JsonProcessingException, BadDocumentException {
        refuseAliases(text);
        return YAML.readTree(text);
    }

    /** The reader would take an alias for the text of its name. */
    private static void refuseAliases(String text) throws JsonProcessingException, BadDocumentException {
        try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw new BadDocumentException("it uses a YAML alias at line "
                            + ((JsonParser) parser).currentTokenLocation().getLineNr()
                            + ", which would not survive; write the value in its place");
                }
            }
        } catch (JsonProcessingException | BadDocumentException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("Text in memory can be read.", e);
        }
    }

    static String write(Map<String, @Nullable Object> tree) throws JsonProcessingException {
        return YAML.writeValueAsString(tree);
    }
}
