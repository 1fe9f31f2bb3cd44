package org.duograph.session.op;

import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Java code that an operation of a graph runs: {@code graph.call("clip", code, types, x)}.
 *
 * <pre>{@code
 * JavaCode cube =
 *         JavaCode.sameShape(x -> cube(x))
 *                 .withGradient((x, y, dy) -> List.of(slope(x.get(0), dy.get(0))));
 * }</pre>
 *
 * @param run what it computes of arrays, which are copies
 * @param shapes tells the shapes of the results of the types of the inputs
 * @param gradient computes the gradients of its inputs; null if nothing is learnt through it
 * @param isStateful whether two calls with the same inputs may differ; one that is not is left out
 *     where nobody reads its results
 */
public record JavaCode(Run run, Shapes shapes, Gradient gradient, boolean isStateful) {
    /** Computes results of inputs. */
    @FunctionalInterface
    public interface Run {
        List<NDArray> of(List<NDArray> inputs);
    }

    /** Tells the shapes of results, of the types of inputs, before anything runs. */
    @FunctionalInterface
    public interface Shapes {
        List<Shape> of(List<ArrayType> inputs);
    }

    /** Computes the gradients of inputs: one for each, null for one that does not learn. */
    @FunctionalInterface
    public interface Gradient {
        /**
         * Runs once.
         *
         * @param inputs what the code was given
         * @param outputs what it gave
         * @param gradients those of the outputs, zeros where nothing depends on one
         */
        List<NDArray> of(List<NDArray> inputs, List<NDArray> outputs, List<NDArray> gradients);
    }

    /** Code without a gradient. */
    public static JavaCode of(Run run, Shapes shapes) {
        return new JavaCode(run, shapes, null, true);
    }

    /** Code that makes of one array another of the same shape. */
    public static JavaCode sameShape(UnaryOperator<NDArray> run) {
        return of(
                inputs -> Collections.singletonList(run.apply(inputs.get(0))),
                inputs -> {
                    if (inputs.size() != 1) {
                        throw new IllegalArgumentException(
                                "Code of sameShape takes one input, found " + inputs.size());
                    }
                    return List.of(inputs.get(0).shape());
                });
    }

    /** The same code, through which gradients go. */
    public JavaCode withGradient(Gradient other) {
        return new JavaCode(run, shapes, other, isStateful);
    }

    /** The same code, which gives the same results for the same inputs, and does nothing else. */
    public JavaCode stateless() {
        return new JavaCode(run, shapes, gradient, false);
    }

    /** The type of operations that run it. */
    public String type() {
        return isStateful ? "PyFunc" : "PyFuncStateless";
    }
}
