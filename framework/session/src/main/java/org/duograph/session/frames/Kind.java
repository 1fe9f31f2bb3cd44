package org.duograph.session.frames;

import org.duograph.session.proto.NodeDef;

/** The part that a node has in TensorFlow 1's control flow. */
enum Kind {
    /** Hands a tensor on into a frame. */
    ENTER,
    /** Hands a tensor on out of a frame. */
    EXIT,
    /** Hands a tensor on to one of two outputs, as a predicate says; the other one never comes. */
    SWITCH,
    /** Hands that one of its inputs on that comes. */
    MERGE,
    /** Hands a tensor on into the next iteration. */
    NEXT_ITERATION,
    /** Says whether there is another iteration. */
    LOOP_COND,
    /** Computes something. */
    OTHER;

    /** The kind of a node; an operator for references does the same as the one for content. */
    static Kind of(NodeDef node) {
        return of(node.getOp());
    }

    static Kind of(String op) {
        return switch (op) {
            case "Enter", "RefEnter" -> ENTER;
            case "Exit", "RefExit" -> EXIT;
            case "Switch", "RefSwitch" -> SWITCH;
            case "Merge", "RefMerge" -> MERGE;
            case "NextIteration", "RefNextIteration" -> NEXT_ITERATION;
            case "LoopCond" -> LOOP_COND;
            default -> OTHER;
        };
    }
}
