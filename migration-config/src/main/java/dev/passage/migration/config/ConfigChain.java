package dev.passage.migration.config;

import dev.passage.migration.config.internal.TreeSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The versions of a kind of configuration document and the ways between them (C1): one upgrade for each version, each with its
 * way down, and what a document of a version must look like.
 *
 * <pre>{@code
 * ConfigChain chain = ConfigChain.startingAt(1, "schemaVersion")
 *         .upgrade(doc -> doc.move("timeout", "http.timeout"), doc -> doc.move("http.timeout", "timeout"))
 *         .upgradeLosing("the old colours", doc -> doc.remove("colours"))
 *         .rule("tls", doc -> doc.has("tls.key") ? Optional.empty() : Optional.of("tls needs a key"))
 *         .build();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads, as far as the host's changes and rules are.
 *
 * @since 0.1.0
 */
public final class ConfigChain {
    private static final int LARGEST = 8 << 20;
    private static final Pattern USUAL_SECRETS =
            Pattern.compile(".*(password|passwd|secret|token|credential|apikey|api[_-]key|private[_-]?key).*");

    private final String versionPath;
    private final int first;
    private final List<ConfigLink> links;
    private final Map<Integer, TreeSchema> schemas;
    private final Map<String, ConfigRule> rules;
    private final ConfigTree defaults;
    private final List<String> secrets;
    private final int largest;

    private ConfigChain(Builder builder) {
        versionPath = builder.versionPath;
        first = builder.first;
        links = List.copyOf(builder.links);
        schemas = Map.copyOf(builder.schemas);
        rules = new LinkedHashMap<>(builder.rules);
        defaults = builder.defaults.copy();
        secrets = List.copyOf(builder.secrets);
        largest = builder.largest;
    }

    /**
     * Begins a chain.
     *
     * @param version the oldest version, also that of a document which names none
     * @param versionPath where a document names its version, see {@link ConfigTree}; the chain sets it
     * @return a builder
     */
    public static Builder startingAt(int version, String versionPath) {
        return new Builder(version, versionPath);
    }

    /**
     * Returns the oldest version.
     *
     * @return the version
     */
    public int oldest() {
        return first;
    }

    /**
     * Returns the newest version.
     *
     * @return the version
     */
    public int newest() {
        return first + links.size();
    }

    /**
     * Returns what cannot be brought back on the way down.
     *
     * @param to the version up to which upgrades are looked at
     * @return what is lost, by upgrade; empty if each has its way down
     */
    public List<String> losses(int to) {
        return links.subList(0, to - first).stream()
                .filter(link -> link.down() == null)
                .map(ConfigLink::loss)
                .toList();
    }

    String versionPath() {
        return versionPath;
    }

    ConfigLink linkTo(int version) {
        return links.get(version - first - 1);
    }

    Map<Integer, TreeSchema> schemas() {
        return schemas;
    }

    Map<String, ConfigRule> rules() {
        return rules;
    }

    ConfigTree defaults() {
        return defaults.copy();
    }

    int largest() {
        return largest;
    }

    boolean isSecret(String name) {
        return secrets.contains(name)
                || USUAL_SECRETS.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Collects the links of a chain. Used by one thread.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final String versionPath;
        private final int first;
        private final List<ConfigLink> links = new ArrayList<>();
        private final Map<Integer, TreeSchema> schemas = new LinkedHashMap<>();
        private final Map<String, ConfigRule> rules = new LinkedHashMap<>();
        private final List<String> secrets = new ArrayList<>();
        private ConfigTree defaults = ConfigTree.of(Map.of());
        private int largest = LARGEST;

        private Builder(int first, String versionPath) {
            this.first = first;
            this.versionPath = Objects.requireNonNull(versionPath, "versionPath");
        }

        /**
         * Adds the next version.
         *
         * @param up makes the next version of a document
         * @param down makes the version before of it, with everything that was in it
         * @return this builder
         */
        public Builder upgrade(ConfigChange up, ConfigChange down) {
            links.add(new ConfigLink(Objects.requireNonNull(up, "up"), Objects.requireNonNull(down, "down"), ""));
            return this;
        }

        /**
         * Adds the next version by records that the document is read into. Fields that a record does not know are kept where they
         * are, unless the map they lie in has gone.
         *
         * @param before the record of the version before; its package must be open to Jackson
         * @param after the record of the next version
         * @param up makes the next version
         * @param down makes the version before
         * @param <A> the record of the version before
         * @param <B> the record of the next version
         * @return this builder
         */
        public <A extends Record, B extends Record> Builder upgrade(
                Class<A> before, Class<B> after, Function<A, B> up, Function<B, A> down) {
            return upgrade(new TypedChange<>(before, up), new TypedChange<>(after, down));
        }

        /**
         * Adds the next version without a way down: documents that were edited after the upgrade cannot be brought back.
         *
         * @param what what is lost on the way back, shown in the plan
         * @param up makes the next version of a document
         * @return this builder
         */
        public Builder upgradeLosing(String what, ConfigChange up) {
            links.add(new ConfigLink(Objects.requireNonNull(up, "up"), null, Objects.requireNonNull(what, "what")));
            return this;
        }

        /**
         * Says what a document of a version must look like; checked before and after each upgrade.
         *
         * @param version the version
         * @param jsonSchema a JSON Schema, draft 2020-12 if it does not say another
         * @return this builder
         * @throws IllegalArgumentException if it cannot be read
         */
        public Builder schema(int version, String jsonSchema) {
            schemas.put(version, TreeSchema.of(jsonSchema));
            return this;
        }

        /**
         * Adds a rule that a document of the newest version must keep.
         *
         * @param name what it is called in messages
         * @param rule the rule
         * @return this builder
         */
        public Builder rule(String name, ConfigRule rule) {
            rules.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(rule, "rule"));
            return this;
        }

        /**
         * Sets what holds where a document of the newest version says nothing, and in place of one that cannot be used. Defaults
         * are never written into documents.
         *
         * @param tree the defaults; copied
         * @return this builder
         */
        public Builder defaults(ConfigTree tree) {
            defaults = tree.copy();
            return this;
        }

        /**
         * Names a field whose value is not shown in a dry run. Names that contain password, secret, token, credential, api-key or
         * private-key are withheld without being named.
         *
         * @param name the field's name, at any place
         * @return this builder
         */
        public Builder secret(String name) {
            secrets.add(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Sets how large a document may be.
         *
         * @param bytes the most bytes, 1 or more; 8 MiB if not set
         * @return this builder
         */
        public Builder largestDocument(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("A document has at least 1 byte, but the limit was " + bytes + ".");
            }
            largest = bytes;
            return this;
        }

        /**
         * Returns the chain.
         *
         * @return the chain
         * @throws IllegalArgumentException if a schema is of a version that the chain does not have
         */
        public ConfigChain build() {
            schemas.keySet().forEach(version -> {
                if (version < first || version > first + links.size()) {
                    throw new IllegalArgumentException("There is a schema for version " + version
                            + ", but the chain goes from " + first + " to " + (first + links.size()) + ".");
                }
            });
            return new ConfigChain(this);
        }
    }
}
