/**
 * Proves that the rows of two databases are the same, and finds those that are not. Start with
 * {@link dev.passage.migration.verify.TableVerifier}.
 */
@NullMarked
package dev.passage.migration.verify;

import org.jspecify.annotations.NullMarked;
