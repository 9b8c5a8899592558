package dev.passage.migration.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.config.ConfigReader.Origin;
import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.memory.InMemoryDocumentStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains of upgrades, bad documents and what a reader makes of them (C1, C3). */
final class ConfigChainTest {

    /** A server before. */
    public record Before(String host, int port) {}

    /** A server after. */
    public record After(String address) {}

    @Nested
    final class RoundTrips {

        @Test
        void bringsEveryDocumentBackWithUnknownFields() {
            RoundTrip.check(
                    chain().build(), Stream.of("{\"timeout\":3,\"other\":{\"x\":[1.10,null,12345678901234567890]}}"));
        }

        @Test
        void carriesFieldsThatRecordsDoNotKnow() {
            ConfigChain typed = ConfigChain.startingAt(1, "v")
                    .upgrade(Before.class, After.class, ConfigChainTest::joined, ConfigChainTest::split)
                    .build();

            RoundTrip.check(typed, Stream.of("{\"host\":\"a\",\"port\":1,\"more\":{\"k\":null}}"));
            Optional<ConfigTree> up = upgraded(typed, "{\"host\":\"a\",\"port\":1,\"more.dot\":true}");

            assertThat(up.orElseThrow().asMap())
                    .containsEntry("address", "a:1")
                    .containsEntry("more.dot", true)
                    .doesNotContainKeys("host", "port");
        }

        @Test
        void namesAChainThatForgets() {
            ConfigChain forgets = ConfigChain.startingAt(1, "v")
                    .upgrade(doc -> doc.remove("timeout"), doc -> {})
                    .build();

            assertThatThrownBy(() -> RoundTrip.check(forgets, Stream.of("{\"timeout\":3}")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("/timeout");
        }

        @Test
        void namesAMissingWayDown() {
            ConfigChain losing = ConfigChain.startingAt(1, "v")
                    .upgradeLosing("the timeout", doc -> doc.remove("timeout"))
                    .build();

            assertThatThrownBy(() -> RoundTrip.check(losing, Stream.of("{}")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the timeout");
        }
    }

    @Nested
    final class BadDocuments {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "a.json|``|it is empty",
                    "a.json|{\"a\":1|it ends too early",
                    "a.json|{\"a\":1,\"a\":2}|a name stands there twice",
                    "a.yaml|`a: 1\na: 2`|a name stands there twice",
                    "a.json|{\"a\":1} {}|not well formed",
                    "a.json|[1]|not an object",
                    "a.json|{\"v\":9}|it is of version 9",
                    "a.json|{\"v\":\"x\"}|is no number",
                    "a.json|{\"v\":1.5}|it is of version 1.5",
                    "a.yaml|`a: &x 1\nb: *x`|YAML alias at line 2"
                })
        void areNamedWithTheirReason(String name, String text, String reason) {
            assertThat(read(chain().build(), name, text.getBytes(StandardCharsets.UTF_8))
                            .problem())
                    .contains(name)
                    .contains(reason);
        }

        @Test
        void areRefusedUnlessTheyAreUtf8() {
            assertThat(read(chain().build(), "a.json", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})
                            .problem())
                    .contains("UTF-8");
        }

        @Test
        void areRefusedBeyondTheLimit() {
            byte[] large = new byte[50 << 20];

            assertThat(read(chain().build(), "a.json", large).problem())
                    .contains("52428800 bytes, but at most 8388608");
        }

        @ParameterizedTest
        @CsvSource({"a.json", "a.yaml"})
        void areRefusedWhenNestedTooDeep(String name) {
            String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

            assertThat(read(chain().build(), name, deep.getBytes(StandardCharsets.UTF_8))
                            .problem())
                    .contains("cannot be used");
        }

        @Test
        void areThoseWhoseUpgradeThrowsWithoutShowingValues() {
            ConfigChain throwing = ConfigChain.startingAt(1, "v")
                    .upgradeLosing("all", doc -> {
                        throw new IllegalStateException(doc.text("password").orElseThrow());
                    })
                    .build();

            assertThat(read(throwing, "a.json", "{\"password\":\"hush\"}".getBytes(StandardCharsets.UTF_8))
                            .problem())
                    .contains("failed with IllegalStateException")
                    .doesNotContain("hush");
        }

        @Test
        @SuppressWarnings("NullAway") // the point of the test
        void areThoseWhoseUpgradeReturnsNull() {
            ConfigChain nothing = ConfigChain.startingAt(1, "v")
                    .upgrade(Before.class, After.class, before -> null, ConfigChainTest::split)
                    .build();

            assertThat(read(nothing, "a.json", "{\"host\":\"a\"}".getBytes(StandardCharsets.UTF_8))
                            .problem())
                    .contains("the way to version 2 failed with NullPointerException");
        }

        @Test
        void areNotMadeByAnUpgradeThatChangesAnothersDocument() {
            List<ConfigTree> seen = new ArrayList<>();
            ConfigChain meddling = ConfigChain.startingAt(1, "v")
                    .upgradeLosing("all", doc -> {
                        seen.forEach(other -> other.set("meddled", true));
                        seen.add(doc);
                    })
                    .build();

            Optional<ConfigTree> first = upgraded(meddling, "{\"a\":1}");
            Optional<ConfigTree> second = upgraded(meddling, "{\"a\":2}");

            assertThat(first.orElseThrow().has("meddled")).isFalse();
            assertThat(second.orElseThrow().has("meddled")).isFalse();
        }

        @Test
        void areThoseThatBreakSchemaOrRule() {
            ConfigChain strict = chain().schema(1, "{\"properties\":{\"timeout\":{\"type\":\"integer\"}}}")
                    .schema(2, "{\"properties\":{\"http\":{\"properties\":{\"timeout\":{\"maximum\":10}}}}}")
                    .rule(
                            "tls",
                            doc -> doc.flag("tls").orElse(false) && !doc.has("key")
                                    ? Optional.of("tls needs a key")
                                    : Optional.empty())
                    .defaults(ConfigTree.of(Map.of("tls", true)))
                    .build();

            assertThat(problem(strict, "{\"timeout\":\"x\"}"))
                    .contains("as version 1")
                    .contains("\"type\"");
            assertThat(problem(strict, "{\"timeout\":11}"))
                    .contains("as version 2")
                    .contains("\"maximum\"");
            assertThat(problem(strict, "{\"timeout\":1}")).contains("rule tls: tls needs a key");
            assertThat(problem(strict, "{\"timeout\":1,\"key\":\"k\"}")).isEmpty();
        }
    }

    @Nested
    final class Reading {

        @Test
        void givesTheNewestVersionWithDefaultsWhateverIsStored() {
            ConfigChain chain = chain().defaults(ConfigTree.of(Map.of("http", Map.of("timeout", 9, "retries", 2))))
                    .build();

            ConfigReader.Configuration read = read(chain, "a.json", "{\"timeout\":3}".getBytes(StandardCharsets.UTF_8));

            assertThat(read.origin()).isEqualTo(Origin.STORED);
            assertThat(read.tree().number("http.timeout")).contains(3L);
            assertThat(read.tree().number("http.retries")).contains(2L);
        }

        @Test
        void fallsBackToTheLastGoodStateAndThenToDefaults() {
            InMemoryDocumentStore store = new InMemoryDocumentStore("settings");
            DocumentId id = DocumentId.of("a.json");
            ConfigReader reader = ConfigReader.of(store, chain().build());

            Origin before = reader.read(id).origin();
            store.create(id, "{\"timeout\":3}".getBytes(StandardCharsets.UTF_8));
            Origin stored = reader.read(id).origin();
            store.replace(store.read(id).orElseThrow(), new byte[0]);
            ConfigReader.Configuration broken = reader.read(id);

            assertThat(List.of(before, stored, broken.origin()))
                    .containsExactly(Origin.DEFAULTS, Origin.STORED, Origin.LAST_GOOD);
            assertThat(broken.tree().number("http.timeout")).contains(3L);
            assertThat(broken.problem()).contains("a.json").contains("empty");
        }
    }

    private static String problem(ConfigChain chain, String text) {
        return read(chain, "a.json", text.getBytes(StandardCharsets.UTF_8)).problem();
    }

    private static ConfigReader.Configuration read(ConfigChain chain, String name, byte[] content) {
        InMemoryDocumentStore store = new InMemoryDocumentStore("settings");
        store.create(DocumentId.of(name), content);
        return ConfigReader.of(store, chain).read(DocumentId.of(name));
    }

    private static Optional<ConfigTree> upgraded(ConfigChain chain, String text) {
        try {
            ChainReader reader = new ChainReader(chain);
            ConfigTree tree =
                    reader.read(new Document(DocumentId.of("a.json"), "", text.getBytes(StandardCharsets.UTF_8)));
            return reader.upgraded(tree, chain.newest());
        } catch (dev.passage.migration.config.internal.BadDocumentException e) {
            throw new AssertionError(e);
        }
    }

    private static ConfigChain.Builder chain() {
        return ConfigChain.startingAt(1, "v")
                .upgrade(doc -> doc.move("timeout", "http.timeout"), doc -> doc.move("http.timeout", "timeout"));
    }

    private static After joined(Before before) {
        return new After(before.host() + ":" + before.port());
    }

    private static Before split(After after) {
        String[] parts = after.address().split(":", -1);
        return new Before(parts[0], Integer.parseInt(parts[1]));
    }
}
