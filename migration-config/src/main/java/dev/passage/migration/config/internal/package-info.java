/**
 * The one home of Jackson, JSON Patch and JSON Schema in this module. Start with
 * {@link dev.passage.migration.config.internal.DocumentText}.
 */
@NullMarked
package dev.passage.migration.config.internal;

import org.jspecify.annotations.NullMarked;
