package org.duograph.session;

import java.util.Collection;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Plain Java values as arrays, and the checks that several verbs share. */
final class Values {
    private Values() {}

    /**
     * A plain value as an array.
     *
     * @param value a number, truth value, text, an array of them, or an NDArray
     * @param dtype the wanted elements, or null for those of {@code value}
     * @throws IllegalArgumentException if it is something else
     */
    static NDArray array(Object value, DType dtype) {
        NDArray array = plain(value);
        if (dtype == null || array.dtype() == dtype) {
            return array;
        }
        NDArray converted = array.cast(dtype);
        if (dtype.isWhole() && dtype != DType.BOOL && !array.dtype().isText()) {
            requireSame(array, converted);
        }
        return converted;
    }

    /** Whole numbers can't hold fractions, and not all sizes. */
    private static void requireSame(NDArray numbers, NDArray whole) {
        for (int i = 0; i < numbers.size(); i++) {
            if (whole.get(i) != numbers.get(i)) {
                throw new IllegalArgumentException(
                        "%s can't be an element of %s; convert it before, or let the tensor have another type"
                                .formatted(numbers.get(i), whole.dtype().lowerName()));
            }
        }
    }

    private static NDArray plain(Object value) {
        if (value instanceof NDArray array) {
            return array;
        } else if (value instanceof Float number) {
            return NDArray.of(Shape.SCALAR, number);
        } else if (value instanceof Double number) {
            return NDArray.of(Shape.SCALAR, number.floatValue());
        } else if (value instanceof Integer number) {
            return NDArray.of(Shape.SCALAR, number);
        } else if (value instanceof Long number) {
            return NDArray.of(Shape.SCALAR, number);
        } else if (value instanceof Boolean truth) {
            return NDArray.full(new ArrayType(DType.BOOL, Shape.SCALAR), truth ? 1 : 0);
        } else if (value instanceof String text) {
            return NDArray.ofTexts(Shape.SCALAR, text);
        } else if (value instanceof float[] numbers) {
            return NDArray.of(Shape.of(numbers.length), numbers);
        } else if (value instanceof double[] numbers) {
            return NDArray.of(Shape.of(numbers.length), numbers);
        } else if (value instanceof int[] numbers) {
            return NDArray.of(Shape.of(numbers.length), numbers);
        } else if (value instanceof long[] numbers) {
            return NDArray.of(Shape.of(numbers.length), numbers);
        } else if (value instanceof String[] texts) {
            return NDArray.ofTexts(Shape.of(texts.length), texts);
        }
        throw new IllegalArgumentException(
                "A number, a text, an array of them or an NDArray was asked for, found "
                        + (value == null ? "null" : value.getClass().getSimpleName()));
    }

    /** A tensor's shape, which must be known while the graph is built. */
    static Shape requireKnown(Tensor tensor) {
        if (!tensor.shape().isKnown()) {
            throw new IllegalArgumentException(
                    "The shape of %s must be known while the graph is built, but it is %s"
                            .formatted(tensor.name(), tensor.shape()));
        }
        return tensor.shape().filled(0);
    }

    /** A tensor or variable as it is; anything else as a constant of the given elements. */
    static Tensor tensor(Graph graph, Object value, DType dtype) {
        if (value instanceof Tensor tensor) {
            return tensor;
        }
        return value instanceof Variable variable
                ? variable.read()
                : graph.constant("Const", array(value, dtype));
    }

    /** The tensor of a name; see {@link Graph#tensor}. */
    static Tensor tensor(Graph graph, String name) {
        int colon = name.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "The name '%s' refers to an Operation, not a Tensor. Tensor names must be of the form \"<op_name>:<output_index>\"."
                            .formatted(name));
        }
        Operation op = graph.operation(name.substring(0, colon));
        String index = name.substring(colon + 1);
        if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= op.outputs().size()) {
            throw new IllegalArgumentException(
                    "The name '%s' refers to a Tensor which does not exist. The operation '%s' has %d outputs."
                            .formatted(name, op.name(), op.outputs().size()));
        }
        return op.output(Integer.parseInt(index));
    }

    /** The message for a name that no operation has. */
    static String unknown(String name, Collection<String> names) {
        return "The name '%s' refers to an Operation not in the graph.%s"
                .formatted(name, Suggestion.among(name, names));
    }
}
