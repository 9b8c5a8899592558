/**
 * A network between a test and a server that fails. Start with {@link dev.passage.migration.testkit.network.FaultyNetwork}.
 */
@NullMarked
package dev.passage.migration.testkit.network;

import org.jspecify.annotations.NullMarked;
