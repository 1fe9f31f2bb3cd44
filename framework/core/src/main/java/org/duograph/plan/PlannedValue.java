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
    private PlannedValue whole;
    private long offset; // in the whole, or in the arena
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
        this.overwrites = other.root(); // which itself is written over nothing from now on
    }

    /** The first of the values that are written over each other, itself if there are none. */
    PlannedValue root() {
        return overwrites == null ? this : overwrites;
    }

    /** Lets it, and what it is written over, be the piece of {@code other} at {@code bytes}. */
    void lieIn(PlannedValue other, long bytes) {
        root().whole = other;
        root().offset = bytes;
    }

    /** Whether it is a piece of another value. */
    boolean isPiece() {
        return root().whole != null;
    }

    /** The value whose slot it stands in: itself, or the one that it is written over or lies in. */
    PlannedValue slotOwner() {
        return isPiece() ? root().whole.slotOwner() : root();
    }

    /** Where it begins in the arena. */
    long offset() {
        return isPiece() ? root().whole.offset() + root().offset : root().offset;
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
