package org.duograph.plan;

import org.duograph.backend.Backend;
import org.duograph.backend.Layout;
import org.duograph.graph.Value;

/**
 * A value as it stands on one backend in one layout. A value that is needed on two backends, or in
 * two layouts, has two of these; each is equal to itself alone.
 */
final class Stand {
    private final Value value;
    private final int definedAt;
    private final Backend backend;
    private final Layout layout;

    private Stand(Value value, int definedAt, Backend backend, Layout layout) {
        this.value = value;
        this.definedAt = definedAt;
        this.backend = backend;
        this.layout = layout;
    }

    /** A variable's content or a constant, which is there before the first step. */
    static Stand source(Value value, Backend backend, Layout layout) {
        return new Stand(value, -1, backend, layout);
    }

    /** What step {@code definedAt} computes. */
    static Stand result(Value value, int definedAt, Backend backend, Layout layout) {
        return new Stand(value, definedAt, backend, layout);
    }

    Value value() {
        return value;
    }

    /** The step that computes it; -1 for a source. */
    int definedAt() {
        return definedAt;
    }

    Backend backend() {
        return backend;
    }

    Layout layout() {
        return layout;
    }

    boolean isSource() {
        return definedAt < 0;
    }

    boolean isConstant() {
        return isSource() && value.node().isConstant();
    }

    /** Whether it stands on {@code other} in layout {@code wanted}. */
    boolean is(Backend other, Layout wanted) {
        return backend == other && layout.equals(wanted);
    }
}
