package dev.passage.migration.adapter.proxy;

import java.io.IOException;

/** The generic parent of a port. */
interface Finder<T> {
    T find(T key) throws IOException;
}
