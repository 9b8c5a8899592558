package dev.passage.migration.config;

import org.jspecify.annotations.Nullable;

/** One version's way up, its way down if there is one, and what is lost without it. */
record ConfigLink(ConfigChange up, @Nullable ConfigChange down, String loss) {}
