package dev.passage.migration.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes of a document and what they mean: JSON, or YAML if the name ends in {@code .yaml} or {@code .yml}. */
public final class DocumentText {

    private DocumentText() {}

    /** Tells whether a document of this name is YAML. */
    public static boolean isYaml(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    /** Reads a whole document; refuses what is not exactly one object. */
    public static Map<String, @Nullable Object> parse(String name, byte[] content, int largest)
            throws BadDocumentException {
        if (content.length > largest) {
            throw new BadDocumentException("it has " + content.length + " bytes, but at most " + largest + " are read");
        }
        String text = decoded(content);
        if (text.isBlank()) {
            throw new BadDocumentException("it is empty");
        }
        JsonNode node = node(name, text);
        if (!node.isObject()) {
            throw new BadDocumentException("it is not an object at its top");
        }
        return Trees.map(node);
    }

    private static String decoded(byte[] content) throws BadDocumentException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadDocumentException("it is not text in UTF-8", e);
        }
    }

    private static JsonNode node(String name, String text) throws BadDocumentException {
        try {
            return isYaml(name) ? YamlText.read(text) : Trees.JSON.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new BadDocumentException(
                    "it is nested more than " + Trees.DEEPEST + " levels deep, or holds a value that is too long", e);
        } catch (JsonProcessingException e) {
            throw new BadDocumentException("it cannot be read" + place(e) + reason(e), e);
        }
    }

    /** The parser's own message may show values; the place and this much of the reason do not. */
    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (message.contains("uplicate")) {
            return ": a name stands there twice";
        }
        return message.contains("end-of-input") ? ": it ends too early" : ": it is not well formed";
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** Writes a tree in the manner of the document it replaces: on one line if that stood on one. */
    public static byte[] print(String name, Map<String, @Nullable Object> tree, byte[] before) {
        try {
            if (isYaml(name)) {
                return YamlText.write(tree).getBytes(StandardCharsets.UTF_8);
            }
            String old = new String(before, StandardCharsets.UTF_8);
            boolean lines = old.strip().indexOf('\n') >= 0;
            String text = lines
                    ? Trees.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree)
                    : Trees.JSON.writeValueAsString(tree);
            return (old.endsWith("\n") ? text + "\n" : text).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values can be written.", e);
        }
    }
}
