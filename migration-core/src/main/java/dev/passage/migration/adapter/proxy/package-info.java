/**
 * The port that a host calls while its adapter is replaced. Start with
 * {@link dev.passage.migration.adapter.proxy.SwitchableAdapter}.
 */
@NullMarked
package dev.passage.migration.adapter.proxy;

import org.jspecify.annotations.NullMarked;
