package org.duograph.graph;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/**
 * One edge of a graph: a result of a node, written once and read by any number of nodes.
 *
 * <p>A value is not memory: the plan decides where its numbers stand, and several values may share
 * one place in turn.
 */
public final class Value {
    private final Node node;
    private final int index;
    private final ArrayType type;

    Value(Node node, int index, ArrayType type) {
        this.node = node;
        this.index = index;
        this.type = type;
    }

    /** The node that computes it. */
    public Node node() {
        return node;
    }

    /** Which of the node's outputs it is. */
    public int index() {
        return index;
    }

    /** Whether it stands for an optional input that is left out; see {@link Graph#absent}. */
    public boolean isAbsent() {
        return node.isConstant() && type.equals(Operand.ABSENT);
    }

    /** Element type and shape. */
    public ArrayType type() {
        return type;
    }

    /** The shape. */
    public Shape shape() {
        return type.shape();
    }

    /** The node's name, followed by {@code :index} for any output but the first. */
    public String name() {
        return index == 0 ? node.name() : node.name() + ":" + index;
    }

    @Override
    public String toString() {
        return name();
    }
}
