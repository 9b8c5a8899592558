/** What holds across all modules: arrows, cycles, names, the homes of foreign libraries. Start with {@code ArchitectureTest}. */
@NullMarked
package dev.passage.migration.architecture;

import org.jspecify.annotations.NullMarked;
