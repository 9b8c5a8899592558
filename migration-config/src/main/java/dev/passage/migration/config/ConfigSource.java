package dev.passage.migration.config;

import dev.passage.migration.document.DocumentStore;

/** A store of documents, where their backups go, and the chain they follow. */
record ConfigSource(DocumentStore documents, DocumentStore backups, ConfigChain chain) {}
