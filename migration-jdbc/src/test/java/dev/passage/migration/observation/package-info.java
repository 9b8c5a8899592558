/** Tests of the observation of a tenant. */
@NullMarked
package dev.passage.migration.observation;

import org.jspecify.annotations.NullMarked;
