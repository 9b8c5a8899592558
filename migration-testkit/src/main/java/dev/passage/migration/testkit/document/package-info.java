/**
 * What every store of documents must do. Start with
 * {@link dev.passage.migration.testkit.document.DocumentStoreContract}.
 */
@NullMarked
package dev.passage.migration.testkit.document;

import org.jspecify.annotations.NullMarked;
