package dev.passage.migration.redis;

/** A session as two hashes: what the layout keeps as the session, and what Passage notes beside it. */
record SessionHashes(HashFields entry, HashFields note) {}
