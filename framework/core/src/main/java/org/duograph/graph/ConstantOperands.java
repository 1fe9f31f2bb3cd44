package org.duograph.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;

/**
 * Operands that decide about shapes, such as the new shape of Reshape. Their numbers must be known
 * when a node is appended, and become the attribute of the operand's name: from then on a node that
 * computes its shape from other shapes is the same as one that was told it.
 */
final class ConstantOperands {
    private ConstantOperands() {}

    /**
     * Moves constant operands from {@code inputs} to {@code attrs}, and drops absent optional ones
     * at the end.
     *
     * @throws IllegalArgumentException if the numbers of one are not known, do not fit, or are
     *     given as an attribute too
     */
    static void take(OpDef op, KnownNumbers known, Map<String, Object> attrs, List<Value> inputs) {
        boolean many = inputs.size() > op.inputs().size();
        for (int i = inputs.size() - 1; i >= 0 && !many; i--) {
            if (op.input(i).kind() == Operand.Kind.CONSTANT) {
                Value value = inputs.remove(i);
                if (!value.isAbsent()) {
                    Object earlier = attrs.put(op.input(i).name(), read(op, i, value, known));
                    requireOnce(op.input(i).name(), value, earlier);
                }
            }
        }
        for (int i = inputs.size() - 1; i >= 0 && isLeftOut(op, i, inputs.get(i)); i--) {
            inputs.remove(i);
        }
    }

    private static boolean isLeftOut(OpDef op, int i, Value value) {
        return value.isAbsent()
                && i < op.inputs().size()
                && op.input(i).kind() == Operand.Kind.OPTIONAL;
    }

    private static void requireOnce(String name, Value value, Object attribute) {
        if (attribute != null) {
            throw new IllegalArgumentException(
                    "its %s is given twice, by the argument, %s, and by the input \"%s\"; leave one out"
                            .formatted(name, attribute, value));
        }
    }

    private static Object read(OpDef op, int i, Value value, KnownNumbers known) {
        String name = op.input(i).name();
        boolean fits = op.input(i).types().all().contains(value.type().dtype());
        NDArray numbers = fits ? known.of(value) : null;
        if (numbers == null) {
            throw new IllegalArgumentException(
                    ("its input \"%s\" (%s) says its %s, which must be %s known before"
                                    + " the net runs: a constant of the net, or a blob that is fed"
                                    + " or that an init net fills; or give the argument %s instead")
                            .formatted(value, value.type(), name, op.input(i).types(), name));
        }
        List<Long> all = new ArrayList<>();
        for (int k = 0; k < numbers.size(); k++) {
            all.add(numbers.getWhole(k));
        }
        if (op.attr(name).kind() == Attr.Kind.INTS) {
            return all;
        }
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    "its %s must be one number, found %s".formatted(name, all));
        }
        return all.get(0);
    }
}
