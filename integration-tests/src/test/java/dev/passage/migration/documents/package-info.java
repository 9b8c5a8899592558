/** Upgrades of configuration documents, on real files. */
@NullMarked
package dev.passage.migration.documents;

import org.jspecify.annotations.NullMarked;
