package org.duograph.session;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What variables begin with. */
public final class Initializers {
    private Initializers() {}

    /** Zeros. */
    public static Initializer zeros() {
        return constant(0);
    }

    /** Ones. */
    public static Initializer ones() {
        return constant(1);
    }

    /** One number everywhere. */
    public static Initializer constant(double number) {
        return (graph, type) -> graph.constant("Const", NDArray.full(type, number));
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

    /** Glorot's: uniform within the root of 6 / (fan in + fan out). */
    public static Initializer glorotUniform() {
        return (graph, type) -> {
            double limit = Math.sqrt(6.0 / (fanIn(type.shape()) + fanOut(type.shape())));
            return randomUniform(-limit, limit).make(graph, type);
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
