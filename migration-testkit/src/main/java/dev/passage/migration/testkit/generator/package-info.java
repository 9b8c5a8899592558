/**
 * Makes sessions and configuration documents of any number and size from a seed. Start with
 * {@link dev.passage.migration.testkit.generator.SessionGenerator}; tenants come from
 * {@link dev.passage.migration.testkit.fleet.FleetGenerator}.
 */
@NullMarked
package dev.passage.migration.testkit.generator;

import org.jspecify.annotations.NullMarked;
