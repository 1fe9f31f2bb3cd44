package org.duograph.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Operands that decide about shapes, such as the new shape of Reshape. Their numbers must be known
 * when a node is appended, and become the attribute of the operand's name: from then on a node that
 * computes its shape from other shapes is the same as one that was told it.
 */
final class ConstantOperands {
    private ConstantOperands() {}

    /**
     * Moves constant operands from {@code inputs} to {@code attrs}, and drops absent ones at the
     * end.
     *
     * @throws IllegalArgumentException if the numbers of one are not known, or do not fit
     */
    static void take(OpDef op, KnownNumbers known, Map<String, Object> attrs, List<Value> inputs) {
        boolean many = inputs.size() > op.inputs().size();
        for (int i = inputs.size() - 1; i >= 0 && !many; i--) {
            if (op.input(i).kind() == Operand.Kind.CONSTANT) {
                Value value = inputs.remove(i);
                if (!value.isAbsent()) {
                    attrs.put(op.input(i).name(), read(op, i, value, known));
                }
            }
        }
        while (!inputs.isEmpty() && inputs.get(inputs.size() - 1).isAbsent()) {
            inputs.remove(inputs.size() - 1);
        }
    }

    private static Object read(OpDef op, int i, Value value, KnownNumbers known) {
        String name = op.input(i).name();
        DType dtype = value.type().dtype();
        boolean whole = !dtype.isFloating() && !dtype.isText();
        NDArray numbers = whole ? known.of(value) : null;
        if (numbers == null) {
            throw new IllegalArgumentException(
                    ("its input \"%s\" (%s) says its %s, which must be whole numbers known before"
                                    + " the net runs: a constant of the net, or a blob that is fed"
                                    + " or that an init net fills; or give the argument %s instead")
                            .formatted(value, value.type(), name, name));
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
