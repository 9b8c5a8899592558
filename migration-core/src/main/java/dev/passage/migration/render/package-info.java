/**
 * Plans as text, Mermaid and JSON. Start with {@link dev.passage.migration.render.PlanRenderings}.
 */
@NullMarked
package dev.passage.migration.render;

import org.jspecify.annotations.NullMarked;
