package org.duograph.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * A shape to test an operator with: attributes and the inputs to draw at random.
 *
 * @param attrs attributes by name
 * @param inputs what to draw for each input
 */
public record Sample(Map<String, ?> attrs, List<Input> inputs) {
    /** An optional input that is left out before others. */
    public static final Input ABSENT = new Input(Operand.ABSENT, 0, 1, 0);

    /** Draws all inputs, each from a stream of its own of generator {@code seed}. */
    public List<NDArray> draw(long seed) {
        List<NDArray> drawn = new ArrayList<>();
        for (Input input : inputs) {
            drawn.add(input.draw(seed, drawn.size()));
        }
        return drawn;
    }

    /** A sample from attributes and inputs. */
    public static Sample of(Map<String, ?> attrs, Input... inputs) {
        return new Sample(attrs, List.of(inputs));
    }

    /** A sample of float32 inputs of the given shapes, uniform in [-1, 1). */
    public static Sample of(Map<String, ?> attrs, Shape... shapes) {
        return new Sample(attrs, Arrays.stream(shapes).map(s -> real(s, -1, 1)).toList());
    }

    /** The same, with attributes as text: {@code "policy=step, gamma=0.5, stepvalue=[5, 12]"}. */
    public static Sample of(String attrs, Input... inputs) {
        return of(AttrText.parse(attrs), inputs);
    }

    /** The same, with attributes as text. */
    public static Sample of(String attrs, Shape... shapes) {
        return of(AttrText.parse(attrs), shapes);
    }

    /** Floating-point numbers uniform in [low, high). */
    public static Input real(Shape shape, double low, double high) {
        return new Input(new ArrayType(DType.FLOAT32, shape), low, high, 0);
    }

    /**
     * Floating-point numbers uniform in [-1, 1) whose distance from zero is at least {@code gap}.
     */
    public static Input awayFromZero(Shape shape, double gap) {
        return new Input(new ArrayType(DType.FLOAT32, shape), -1, 1, gap);
    }

    /** Whole numbers uniform in [low, high). */
    public static Input whole(DType dtype, Shape shape, int low, int high) {
        return new Input(new ArrayType(dtype, shape), low, high, 0);
    }

    /**
     * What to draw for one input.
     *
     * @param type its type
     * @param low the least value
     * @param high the bound that values stay below
     * @param gap values nearer to zero than this are moved away from it
     */
    public record Input(ArrayType type, double low, double high, double gap) {
        /**
         * Draws the input from stream {@code index} of generator {@code seed}. Where it holds
         * texts, each says a whole number from ten times the least value to below ten times the
         * bound.
         */
        public NDArray draw(long seed, int index) {
            Philox random = new Philox(seed, index);
            NDArray array = NDArray.zeros(type);
            for (int i = 0; i < array.size(); i++) {
                double v = low + (high - low) * random.uniform(i);
                if (type.dtype().isText()) {
                    array.setText(i, "" + (long) Math.floor(10 * v));
                    continue;
                }
                v = type.dtype().isFloating() ? v : Math.floor(v);
                array.set(i, Math.abs(v) < gap ? Math.copySign(gap + Math.abs(v), v) : v);
            }
            return array;
        }

        /** The same input with another element type. */
        public Input with(DType dtype) {
            return new Input(new ArrayType(dtype, type.shape()), low, high, gap);
        }
    }
}
