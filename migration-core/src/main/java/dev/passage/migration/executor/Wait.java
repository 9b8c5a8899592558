package dev.passage.migration.executor;

import java.time.Instant;
import java.util.Optional;

/** What a step waits for. */
record Wait(Optional<Instant> until, Optional<String> signal) {}
