package dev.passage.migration.redis;

/** Whose key this is: the id in it, and whether it holds the note beside a session. */
record KeyPlace(String id, boolean note) {}
