package dev.passage.migration.copy;

/** How a table's copy stands when a snapshot is given back. */
enum CopyProgress {
    DONE,
    MORE,
    STOPPED
}
