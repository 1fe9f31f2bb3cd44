package org.duograph.backend.onednn;

import java.util.function.Consumer;

/**
 * One of several ways to run an operator.
 *
 * @param name a word for it, unique among the alternatives of one node
 * @param drawing draws the blueprint; throws where it can't serve a node
 */
record Alternative(String name, Consumer<Draft> drawing) {}
