package org.duograph.backend.tuning;

import java.util.function.Consumer;

/**
 * One of several ways to run an operator.
 *
 * @param <D> what the backend draws blueprints with
 * @param name a word for it, unique among the alternatives of one node
 * @param drawing draws the blueprint; throws {@link RefusedException} where it can't serve a node
 */
public record Alternative<D>(String name, Consumer<D> drawing) {}
