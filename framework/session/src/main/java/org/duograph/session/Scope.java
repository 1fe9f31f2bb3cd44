package org.duograph.session;

/** What holds for a block of code while a graph is built; closing it changes that back. */
public interface Scope extends AutoCloseable {
    /** The name scope that is open inside: empty, or ends with a slash. */
    String name();

    @Override
    void close();
}
