/**
 * A model of the move of a tenant (journal, lease, fence, gate, copy, change log, switch, way back) in thousands of histories a second,
 * and of the mistakes that one can make in it.
 */
@NullMarked
package dev.passage.migration.simulation;

import org.jspecify.annotations.NullMarked;
