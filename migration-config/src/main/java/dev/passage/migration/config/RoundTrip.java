package dev.passage.migration.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passage.migration.config.internal.BadDocumentException;
import dev.passage.migration.config.internal.TreePatch;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks a host's chain in the host's own tests (C1): each document, led up to the newest version and down again, must be what
 * it was, fields that no version knows included.
 *
 * <pre>{@code
 * RoundTrip.check(chain, ConfigurationGenerator.of(42, 1).documents(1_000));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class RoundTrip {
    private static final String UNKNOWN = "passage_unknown_field";

    private RoundTrip() {}

    /**
     * Leads documents up and down.
     *
     * @param chain the chain
     * @param documents documents of any of its versions, as JSON
     * @throws AssertionError at the first document that does not come back as it was, or cannot be led; says where it differs
     */
    public static void check(ConfigChain chain, Stream<String> documents) {
        Objects.requireNonNull(chain, "chain");
        documents.forEach(text -> {
            try {
                check(new ChainReader(chain), chain, text);
            } catch (BadDocumentException e) {
                throw new AssertionError("A document cannot be led up and down the chain: " + e.getMessage(), e);
            }
        });
    }

    private static void check(ChainReader reader, ConfigChain chain, String text) throws BadDocumentException {
        ConfigTree read = reader.read(new Document(DocumentId.of("round-trip.json"), "", text.getBytes(UTF_8)));
        int from = reader.versionOf(read);
        ConfigTree before = read.copy().set(chain.versionPath(), from).set(UNKNOWN, "kept");
        ConfigTree up = reader.upgraded(before, chain.newest()).orElse(before);
        Optional<ConfigTree> down = reader.downgraded(up, from);
        if (down.isEmpty()) {
            throw new AssertionError("The chain has no way down from version " + chain.newest() + " to " + from + ": "
                    + chain.losses(chain.newest()) + " would be lost.");
        }
        if (!TreePatch.same(before.asMap(), down.get().asMap())) {
            throw new AssertionError("A document of version " + from + " does not come back as it was; it differs by "
                    + TreePatch.between(before.asMap(), down.get().asMap()));
        }
    }
}
