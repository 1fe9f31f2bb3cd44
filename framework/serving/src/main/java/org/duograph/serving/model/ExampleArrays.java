package org.duograph.serving.model;

import java.util.List;
import java.util.Map;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.Feature;
import org.duograph.serving.proto.Input;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;

/**
 * Makes the input of a signature of examples. Where that takes texts, as TensorFlow's do, each
 * example is one, written as a message, and the graph reads its features. Where it takes numbers,
 * the feature of the input's name, or the only one that there is, becomes a row.
 */
public final class ExampleArrays {
    private static final String INPUTS = "inputs";

    private ExampleArrays() {}

    /** The examples of a request, each with the features that all have. */
    public static List<Example> examples(Input input) {
        if (!input.hasExampleListWithContext()) {
            return input.getExampleList().getExamplesList();
        }
        Example context = input.getExampleListWithContext().getContext();
        return input.getExampleListWithContext().getExamplesList().stream()
                .map(example -> context.toBuilder().mergeFrom(example).build())
                .toList();
    }

    /**
     * What a signature takes for some examples, at least one.
     *
     * @throws Refusal if it takes no examples, or others than these
     */
    public static Map<String, NDArray> inputs(ServedSignature called, List<Example> examples) {
        if (called.inputs().size() != 1) {
            throw Refusal.invalid("Expected one input Tensor.");
        }
        Port port = called.inputs().get(INPUTS);
        if (port == null) {
            throw new Refusal(
                    Code.FAILED_PRECONDITION,
                    "No inputs found in SignatureDef: it has " + called.inputs().keySet());
        }
        return Map.of(INPUTS, array(INPUTS, port, examples));
    }

    private static NDArray array(String name, Port port, List<Example> examples) {
        if (port.dtype() == DType.STRING) {
            String[] texts =
                    examples.stream()
                            .map(example -> TextBytes.text(example.toByteArray()))
                            .toArray(String[]::new);
            return NDArray.ofTexts(Shape.of(texts.length), texts);
        }
        int perRow = numbersOfARow(port);
        if (perRow < 0) {
            perRow = count(feature(name, port, examples.get(0)));
        }
        ArrayType type = new ArrayType(port.dtype(), shape(port, examples.size(), perRow));
        NDArray rows = NDArray.zeros(type);
        for (int row = 0; row < examples.size(); row++) {
            Feature feature = feature(name, port, examples.get(row));
            if (count(feature) != perRow) {
                throw Refusal.invalid(
                        "The feature of example %d has %d values, but the model takes %d"
                                .formatted(row, count(feature), perRow));
            }
            for (int i = 0; i < perRow; i++) {
                set(rows, row * perRow + i, feature, i);
            }
        }
        return rows;
    }

    /** How many numbers a row has; -1 if that is not known. */
    private static int numbersOfARow(Port port) {
        if (port.shape() == null || port.shape().isEmpty()) {
            return -1;
        }
        int numbers = 1;
        for (int extent : port.shape().subList(1, port.shape().size())) {
            if (extent == Port.OPEN) {
                return -1;
            }
            numbers *= extent;
        }
        return numbers;
    }

    private static Shape shape(Port port, int rows, int perRow) {
        if (numbersOfARow(port) < 0) {
            return Shape.of(rows, perRow);
        }
        int[] dims = port.shape().stream().mapToInt(Integer::intValue).toArray();
        dims[0] = rows;
        return Shape.of(dims);
    }

    private static Feature feature(String name, Port port, Example example) {
        Map<String, Feature> features = example.getFeatures().getFeatureMap();
        String tensor = port.tensor().replaceFirst(":\\d+$", "");
        for (String known : List.of(name, tensor)) {
            if (features.containsKey(known)) {
                return features.get(known);
            }
        }
        if (features.size() == 1) {
            return features.values().iterator().next();
        }
        throw Refusal.invalid(
                "The model takes one feature, \"%s\", but an example has %s"
                        .formatted(tensor, features.keySet()));
    }

    private static int count(Feature feature) {
        return switch (feature.getKindCase()) {
            case FLOAT_LIST -> feature.getFloatList().getValueCount();
            case INT64_LIST -> feature.getInt64List().getValueCount();
            case BYTES_LIST ->
                    throw Refusal.invalid("The model takes numbers, but a feature has texts");
            case KIND_NOT_SET -> 0;
        };
    }

    private static void set(NDArray rows, int at, Feature feature, int i) {
        if (feature.hasInt64List()) {
            rows.setWhole(at, feature.getInt64List().getValue(i));
        } else {
            rows.set(at, feature.getFloatList().getValue(i));
        }
    }
}
