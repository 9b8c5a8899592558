/**
 * A fleet of vehicles of several tenants who share their tables, as data for tests and examples. Start with
 * {@link dev.passage.migration.testkit.fleet.FleetGenerator}.
 */
@NullMarked
package dev.passage.migration.testkit.fleet;

import org.jspecify.annotations.NullMarked;
