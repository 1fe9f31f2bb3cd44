package org.duograph.plan;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which values stand in the memory of others at the same time: a result written over an operand
 * that nobody reads any more, and the parts of a concatenation that stand in the whole from the
 * beginning, so that nothing needs to be copied there.
 *
 * <p>The first value of each such family owns a slot; the others stand in it.
 */
final class Sharing {
    private final Map<Stand, Stand> roots = new LinkedHashMap<>();
    private final Map<Stand, Piece> pieces = new LinkedHashMap<>();

    /** A part of another value's memory. */
    private record Piece(Stand whole, long offset) {}

    private Sharing() {}

    /** Lets outputs be written over inputs that nobody reads any more, or around them. */
    static Sharing of(Steps steps) {
        Sharing sharing = new Sharing();
        for (int at = 0; at < steps.all().size(); at++) {
            Step step = steps.all().get(at);
            if (sharing.mayLieInOutput(steps, at)) {
                for (int i = 0; i < step.inputs().size(); i++) {
                    Stand part = sharing.root(step.inputs().get(i));
                    long offset = step.blueprint().placeInOutput(i);
                    sharing.pieces.put(part, new Piece(step.outputs().get(0), offset));
                }
            } else {
                sharing.overwrite(steps, at);
            }
        }
        return sharing;
    }

    /** Whether all inputs may be pieces of the output: nobody else reads them, or stands there. */
    private boolean mayLieInOutput(Steps steps, int at) {
        Step step = steps.all().get(at);
        if (step.outputs().isEmpty()) {
            return false;
        }
        Stand output = step.outputs().get(0);
        Set<Stand> parts = new LinkedHashSet<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            Stand input = step.inputs().get(i);
            long offset = step.blueprint().placeInOutput(i);
            boolean fits =
                    offset >= 0
                            && offset % output.backend().alignment() == 0
                            && input != null
                            && input.backend() == output.backend()
                            && steps.inSlot(input)
                            && !isPiece(input)
                            && steps.lastRead(input) == at;
            if (!fits || !parts.add(root(input))) {
                return false;
            }
        }
        return !parts.isEmpty() && steps.inSlot(output);
    }

    private void overwrite(Steps steps, int at) {
        Step step = steps.all().get(at);
        Set<Stand> gone = new LinkedHashSet<>();
        for (Stand output : step.outputs()) {
            for (Stand input : step.inputs()) {
                boolean free = input != null && steps.inSlot(input) && steps.lastRead(input) == at;
                if (free
                        && steps.inSlot(output)
                        && !roots.containsKey(output)
                        && !gone.contains(input)
                        && step.mayOverwrite(output, input)) {
                    roots.put(output, root(input)); // which itself is written over nothing
                    gone.add(input);
                }
            }
        }
    }

    /** The first of the values that are written over each other, itself if there are none. */
    Stand root(Stand stand) {
        return roots.getOrDefault(stand, stand);
    }

    /** Whether it is a part of another value's memory. */
    boolean isPiece(Stand stand) {
        return pieces.containsKey(root(stand));
    }

    /** The value in whose slot it stands: itself, or the one that it is written over or lies in. */
    Stand owner(Stand stand) {
        Piece piece = pieces.get(root(stand));
        return piece == null ? root(stand) : owner(piece.whole);
    }

    /** How many bytes behind the beginning of that slot it begins. */
    long offset(Stand stand) {
        Piece piece = pieces.get(root(stand));
        return piece == null ? 0 : offset(piece.whole) + piece.offset;
    }
}
