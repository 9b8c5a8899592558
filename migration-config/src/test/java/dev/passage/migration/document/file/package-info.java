/** Tests of documents as files. */
@NullMarked
package dev.passage.migration.document.file;

import org.jspecify.annotations.NullMarked;
