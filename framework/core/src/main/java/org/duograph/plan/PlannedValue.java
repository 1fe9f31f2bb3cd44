package org.duograph.plan;

import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Layout;
import org.duograph.graph.Value;

/**
 * A value on one backend in one layout, while a plan is being built. A value that is needed on two
 * backends, or in two layouts, has two of these.
 *
 * <p>Its numbers stand in one of three kinds of memory: in the place of a variable, in a constant's
 * own memory, or, most often, in a slot of the plan's arena, which others use at other times.
 */
final class PlannedValue {
    private final Value value;
    private final int definedAt;
    private int lastRead;
    private Backend backend;
    private Layout layout;
    private String variable;
    private PlannedValue overwrites;
    private long offset;
    private Buffer buffer;

    /** A variable's content or a constant: there before the first step, its layout yet open. */
    static PlannedValue source(Value value) {
        PlannedValue v = new PlannedValue(value, -1);
        v.variable = value.node().isVariable() ? value.node().name() : null;
        return v;
    }

    /** What step {@code definedAt} computes. */
    static PlannedValue result(Value value, int definedAt, Backend backend, Layout layout) {
        PlannedValue v = new PlannedValue(value, definedAt);
        v.choose(backend, layout);
        return v;
    }

    private PlannedValue(Value value, int definedAt) {
        this.value = value;
        this.definedAt = definedAt;
        this.lastRead = definedAt;
    }

    Value value() {
        return value;
    }

    /** The step that computes it; -1 for a source. */
    int definedAt() {
        return definedAt;
    }

    /** The last step that reads it. */
    int lastRead() {
        return lastRead;
    }

    void readAt(int step) {
        lastRead = Math.max(lastRead, step);
    }

    boolean isSource() {
        return definedAt < 0;
    }

    boolean isConstant() {
        return isSource() && value.node().isConstant();
    }

    /** Whether a backend and a layout have been chosen. */
    boolean isPlaced() {
        return backend != null;
    }

    void choose(Backend on, Layout in) {
        this.backend = on;
        this.layout = in;
    }

    Backend backend() {
        return backend;
    }

    Layout layout() {
        return layout;
    }

    boolean is(Backend on, Layout in) {
        return backend == on && layout.equals(in);
    }

    /** The variable in whose place it stands, or null. */
    String variable() {
        return variable;
    }

    void standInPlaceOf(String name) {
        this.variable = name;
    }

    /** Whether it stands in a slot. */
    boolean inSlot() {
        return variable == null && !isConstant();
    }

    /** Lets it be written over {@code other}, which nobody reads any more. */
    void overwrite(PlannedValue other) {
        this.overwrites = other;
    }

    /** The first of the values that are written over each other, itself if there are none. */
    PlannedValue root() {
        return overwrites == null ? this : overwrites.root();
    }

    /** Where its slot begins in the arena. */
    long offset() {
        return root().offset;
    }

    void setOffset(long bytes) {
        this.offset = bytes;
    }

    Buffer buffer() {
        return root().buffer;
    }

    void setBuffer(Buffer memory) {
        this.buffer = memory;
    }
}
