package org.duograph.backend.onednn.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One of ONNX's recurrent layers, of one direction, as the operator of the same name takes it.
 *
 * <p>ONNX has weights {@code 1 x gates H x I} and {@code 1 x gates H x H}, two biases one behind
 * the other, gates in the orders i o f c, z r h, and, with {@code layout=1}, sequences first.
 */
final class OnnxRecurrentLayer {
    /** Where our gates i f c o, and those of the peepholes i f o, stand in ONNX's. */
    private static final int[] LSTM = {0, 2, 3, 1};

    private static final int[] PEEPHOLES = {0, 2, 1};
    private static final int[] GRU = {0, 1, 2};
    private static final int[] RNN = {0};

    private final OnnxFile.Node node;
    private final Map<Integer, NDArray> given;
    private final int[] order;
    private final int size;
    private final boolean sequencesFirst;

    OnnxRecurrentLayer(OnnxFile.Node node, Map<Integer, NDArray> given) {
        this.node = node;
        this.given = given;
        order = node.type().equals("LSTM") ? LSTM : node.type().equals("GRU") ? GRU : RNN;
        size = node.numbers().get("hidden_size").intValue();
        sequencesFirst = node.numbers().getOrDefault("layout", 0L) == 1;
    }

    /** The operator's attributes. */
    Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (resetsAfter()) {
            attributes.put("reset_after", 1);
        }
        return attributes;
    }

    private boolean resetsAfter() {
        return node.numbers().getOrDefault("linear_before_reset", 0L) == 1;
    }

    /** The operator's inputs. */
    List<NDArray> inputs() {
        NDArray x = sequencesFirst ? swapped(given.get(0)) : given.get(0);
        List<NDArray> inputs = new ArrayList<>(List.of(x, state(5)));
        if (node.type().equals("LSTM")) {
            inputs.add(state(6));
        }
        inputs.add(turned(given.get(1)));
        inputs.add(turned(given.get(2)));
        inputs.add(biases());
        if (given.containsKey(4) || given.containsKey(7)) {
            inputs.add(given.getOrDefault(4, Sample.ABSENT.draw(0, 0)));
        }
        if (given.containsKey(7)) {
            inputs.add(blocks(given.get(7), 0, PEEPHOLES, Shape.of(3, size)));
        }
        return inputs;
    }

    private int sequences() {
        return given.get(0).shape().dim(sequencesFirst ? 0 : 1);
    }

    /** An initial state, zeros if it is left out. */
    private NDArray state(int input) {
        Shape shape = Shape.of(sequences(), size);
        NDArray state = given.get(input);
        return state == null
                ? NDArray.zeros(new ArrayType(DType.FLOAT32, shape))
                : reshaped(state, shape);
    }

    /** Weights with a row for each number that they read, and gates in our order. */
    private NDArray turned(NDArray weights) {
        int rows = weights.shape().dim(2);
        int columns = order.length * size;
        NDArray turned = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(rows, columns)));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int row = order[j / size] * size + j % size;
                turned.set(i * columns + j, weights.get(row * rows + i));
            }
        }
        return turned;
    }

    /** The sums of both biases; where the reset gate comes after, the last one's second apart. */
    private NDArray biases() {
        int count = order.length * size;
        int all = resetsAfter() ? count + size : count;
        NDArray biases = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(all)));
        NDArray both = given.get(3);
        if (both == null) {
            return biases;
        }
        NDArray first = blocks(both, 0, order, Shape.of(count));
        NDArray second = blocks(both, order.length, order, Shape.of(count));
        for (int i = 0; i < count; i++) {
            boolean apart = resetsAfter() && i >= count - size;
            biases.set(i, first.get(i) + (apart ? 0 : second.get(i)));
            if (apart) {
                biases.set(i + size, second.get(i));
            }
        }
        return biases;
    }

    /** Blocks of H numbers from block {@code first} on, in another order. */
    private NDArray blocks(NDArray from, int first, int[] blocks, Shape shape) {
        NDArray taken = NDArray.zeros(new ArrayType(DType.FLOAT32, shape));
        for (int i = 0; i < taken.size(); i++) {
            taken.set(i, from.get((first + blocks[i / size]) * size + i % size));
        }
        return taken;
    }

    /** ONNX's output {@code i}, as it stands in its file, in the shape of the operator's. */
    NDArray result(int i, NDArray output) {
        int steps = given.get(0).shape().dim(sequencesFirst ? 1 : 0);
        if (i > 0) {
            return reshaped(output, Shape.of(sequences(), size));
        }
        return sequencesFirst
                ? swapped(reshaped(output, Shape.of(sequences(), steps, size)))
                : reshaped(output, Shape.of(steps, sequences(), size));
    }

    private static NDArray reshaped(NDArray array, Shape shape) {
        NDArray copy = NDArray.zeros(array.type().withShape(shape));
        for (int i = 0; i < copy.size(); i++) {
            copy.set(i, array.get(i));
        }
        return copy;
    }

    /** The same with its first two axes swapped. */
    private static NDArray swapped(NDArray array) {
        int a = array.shape().dim(0);
        int b = array.shape().dim(1);
        int c = array.shape().dim(2);
        NDArray swapped = NDArray.zeros(array.type().withShape(Shape.of(b, a, c)));
        for (int i = 0; i < swapped.size(); i++) {
            int row = i / c;
            swapped.set(i, array.get((row % a * b + row / a) * c + i % c));
        }
        return swapped;
    }
}
