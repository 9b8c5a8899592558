/**
 * Upgrades of configuration documents from version to version, and back. Start with
 * {@link dev.passage.migration.config.ConfigChain} and {@link dev.passage.migration.config.ConfigUpgrade}.
 */
@NullMarked
package dev.passage.migration.config;

import org.jspecify.annotations.NullMarked;
