package dev.passage.migration.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Differences of trees as JSON Patch (RFC 6902), each removal and replacement preceded by a test of what was there. */
public final class TreePatch {
    private static final String WITHHELD = "(withheld)";

    private TreePatch() {}

    private static EnumSet<DiffFlags> flags() {
        EnumSet<DiffFlags> flags = DiffFlags.dontNormalizeOpIntoMoveAndCopy();
        flags.add(DiffFlags.EMIT_TEST_OPERATIONS);
        return flags;
    }

    /** Returns the patch from one tree to another. */
    public static String between(Map<String, @Nullable Object> from, Map<String, @Nullable Object> to) {
        return JsonDiff.asJson(Trees.node(from), Trees.node(to), flags()).toString();
    }

    /** Returns the patch without its tests and without the values at places for which the host asked this. */
    public static String shown(String patch, Predicate<String> secret) {
        ArrayNode shown = Trees.JSON.createArrayNode();
        for (JsonNode operation : parsed(patch)) {
            if (!operation.path("op").asText().equals("test")) {
                shown.add(operation);
                hide((ObjectNode) operation, secret);
            }
        }
        return shown.toString();
    }

    private static void hide(ObjectNode operation, Predicate<String> secret) {
        JsonNode value = operation.get("value");
        if (value == null) {
            return;
        }
        if (Arrays.stream(operation.path("path").asText().split("/", -1)).anyMatch(secret)) {
            operation.put("value", WITHHELD);
        } else {
            hideBelow(value, secret);
        }
    }

    private static void hideBelow(JsonNode value, Predicate<String> secret) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (secret.test(field.getKey())) {
                    object.put(field.getKey(), WITHHELD);
                } else {
                    hideBelow(field.getValue(), secret);
                }
            });
        } else {
            value.forEach(element -> hideBelow(element, secret));
        }
    }

    /**
     * Takes a change back from a tree that may have been edited since. Nothing of the edit is lost: the change made again on the
     * result must give the edited tree again.
     *
     * @return the tree without the change, empty if the edit touches it
     */
    public static Optional<Map<String, @Nullable Object>> undone(
            Map<String, @Nullable Object> edited, String inverse, String forward) {
        try {
            JsonNode present = Trees.node(edited);
            JsonNode undone = JsonPatch.apply(parsed(inverse), present);
            boolean kept = JsonPatch.apply(parsed(forward), undone).equals(present);
            return kept && undone.isObject() ? Optional.of(Trees.map(undone)) : Optional.empty();
        } catch (JsonPatchApplicationException e) {
            return Optional.empty();
        }
    }

    /** Tells whether two trees are the same. */
    public static boolean same(Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
        return Trees.node(one).equals(Trees.node(other));
    }

    private static JsonNode parsed(String patch) {
        try {
            return Trees.JSON.readTree(patch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored patch is damaged.", e);
        }
    }
}
