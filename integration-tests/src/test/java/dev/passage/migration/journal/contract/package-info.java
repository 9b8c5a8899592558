/** Each journal against the contract of the testkit. */
@NullMarked
package dev.passage.migration.journal.contract;

import org.jspecify.annotations.NullMarked;
