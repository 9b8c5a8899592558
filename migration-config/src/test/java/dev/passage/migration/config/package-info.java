/** Tests of chains, documents and their stores. */
@NullMarked
package dev.passage.migration.config;

import org.jspecify.annotations.NullMarked;
