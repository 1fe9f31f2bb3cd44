package org.duograph.session;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What variables begin with. */
public final class Initializers {
    /** The deviation of the standard normal distribution without what is beyond two. */
    private static final double OF_TRUNCATED = 0.87962566103423978;

    /** So many numbers are no longer a constant; TensorFlow has the same limit. */
    private static final int SMALL = 1000;

    private Initializers() {}

    /** Zeros. */
    public static Initializer zeros() {
        return constant(0);
    }

    /** Ones. */
    public static Initializer ones() {
        return constant(1);
    }

    /** One number everywhere: a constant if it is small, so that a graph never holds large ones. */
    public static Initializer constant(double number) {
        return (graph, type) ->
                type.shape().size() < SMALL
                        ? graph.constant("Const", NDArray.full(type, number))
                        : graph.op("Fill")
                                .input(
                                        graph.constant("shape_as_tensor", type.shape().toArray()),
                                        graph.constantLike(number, type.dtype()))
                                .tensor();
    }

    /** Numbers between {@code low} and {@code high}, all equally likely. */
    public static Initializer randomUniform(double low, double high) {
        return (graph, type) -> random(graph, "RandomUniform", type).times(high - low).plus(low);
    }

    /** Numbers of a normal distribution. */
    public static Initializer randomNormal(double mean, double deviation) {
        return (graph, type) ->
                random(graph, "RandomStandardNormal", type).times(deviation).plus(mean);
    }

    /** Numbers of a normal distribution, of which those beyond two deviations are drawn again. */
    public static Initializer truncatedNormal(double mean, double deviation) {
        return (graph, type) -> random(graph, "TruncatedNormal", type).times(deviation).plus(mean);
    }

    /** Glorot's: uniform within the root of 6 / (fan in + fan out). */
    public static Initializer glorotUniform() {
        return varianceScaling(1, Fan.AVERAGE, Law.UNIFORM);
    }

    /** Glorot's: truncated normal, of variance 2 / (fan in + fan out). */
    public static Initializer glorotNormal() {
        return varianceScaling(1, Fan.AVERAGE, Law.TRUNCATED_NORMAL);
    }

    /** He's: uniform within the root of 6 / fan in, for layers before a ReLU. */
    public static Initializer heUniform() {
        return varianceScaling(2, Fan.IN, Law.UNIFORM);
    }

    /** He's: truncated normal, of variance 2 / fan in, for layers before a ReLU. */
    public static Initializer heNormal() {
        return varianceScaling(2, Fan.IN, Law.TRUNCATED_NORMAL);
    }

    /** What a variance is divided by: numbers that flow into a unit, out of it, or their mean. */
    public enum Fan {
        IN,
        OUT,
        AVERAGE
    }

    /** A distribution around zero. */
    public enum Law {
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL
    }

    /**
     * Numbers of variance {@code scale / fan}.
     *
     * @throws IllegalArgumentException if the scale isn't positive
     */
    public static Initializer varianceScaling(double scale, Fan fan, Law law) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("scale must be positive, found " + scale);
        }
        return (graph, type) -> {
            double variance = scale / Math.max(1, fan(fan, type.shape()));
            return ofVariance(variance, law).make(graph, type);
        };
    }

    private static double fan(Fan fan, Shape shape) {
        return switch (fan) {
            case IN -> fanIn(shape);
            case OUT -> fanOut(shape);
            case AVERAGE -> (fanIn(shape) + fanOut(shape)) / 2;
        };
    }

    private static Initializer ofVariance(double variance, Law law) {
        double limit = Math.sqrt(3 * variance);
        double deviation = Math.sqrt(variance);
        return switch (law) {
            case UNIFORM -> randomUniform(-limit, limit);
            case NORMAL -> randomNormal(0, deviation);
            case TRUNCATED_NORMAL -> truncatedNormal(0, deviation / OF_TRUNCATED);
        };
    }

    private static Tensor random(Graph graph, String operator, ArrayType type) {
        long[] seeds = graph.seeds(null);
        return graph.op(operator)
                .input(graph.constant("shape", type.shape().toArray()))
                .attr("dtype", type.dtype())
                .attr("seed", seeds[0])
                .attr("seed2", seeds[1])
                .tensor();
    }

    /** Numbers that flow into a unit: for filters, rows x columns x channels in x channels out. */
    private static double fanIn(Shape shape) {
        return shape.rank() < 2 ? shape.size() : field(shape) * shape.dim(shape.rank() - 2);
    }

    private static double fanOut(Shape shape) {
        return shape.rank() < 2 ? shape.size() : field(shape) * shape.dim(shape.rank() - 1);
    }

    private static double field(Shape shape) {
        double field = 1;
        for (int i = 0; i < shape.rank() - 2; i++) {
            field *= shape.dim(i);
        }
        return field;
    }
}
