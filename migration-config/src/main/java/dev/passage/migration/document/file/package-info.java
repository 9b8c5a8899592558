/**
 * Documents as files of a folder. Start with {@link dev.passage.migration.document.file.FileDocumentStore}.
 */
@NullMarked
package dev.passage.migration.document.file;

import org.jspecify.annotations.NullMarked;
