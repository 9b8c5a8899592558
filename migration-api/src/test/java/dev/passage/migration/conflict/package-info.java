/** Tests of the conflict strategies. */
@NullMarked
package dev.passage.migration.conflict;

import org.jspecify.annotations.NullMarked;
