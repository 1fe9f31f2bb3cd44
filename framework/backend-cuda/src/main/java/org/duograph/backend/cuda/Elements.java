package org.duograph.backend.cuda;

import java.util.Set;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/** Which element types kernels work with, and how their names say so. */
final class Elements {
    private static final Set<DType> NUMBERS = Set.of(DType.FLOAT32, DType.INT32, DType.INT64);

    private Elements() {}

    /** Whether kernels compute with such elements. */
    static boolean isNumber(Value value) {
        return NUMBERS.contains(value.type().dtype());
    }

    /** The same of all inputs of a node. */
    static boolean readsNumbers(Node node) {
        return node.inputs().stream().allMatch(Elements::isNumber);
    }

    /** Whether they are truth values. */
    static boolean isTruth(Value value) {
        return value.type().dtype() == DType.BOOL;
    }

    /** The same of all inputs of a node. */
    static boolean readsTruth(Node node) {
        return node.inputs().stream().allMatch(Elements::isTruth);
    }

    /** What kernels for such elements have at the end of their names. */
    static String suffix(Value value) {
        return switch (value.type().dtype()) {
            case FLOAT32 -> "_f32";
            case INT32 -> "_i32";
            case INT64 -> "_i64";
            case BOOL -> "_bool";
            default -> throw new IllegalArgumentException("No kernel works with " + value.type());
        };
    }

    /** The same of kernels that move elements without a look at them. */
    static String suffixOfSize(Value value) {
        return "_" + value.type().dtype().bytes();
    }
}
