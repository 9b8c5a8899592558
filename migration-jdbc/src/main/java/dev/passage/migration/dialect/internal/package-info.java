/** What an engine calls by its name. */
@NullMarked
package dev.passage.migration.dialect.internal;

import org.jspecify.annotations.NullMarked;
