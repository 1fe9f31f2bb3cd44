package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Compares gradients with differences of what a session computes, TensorFlow's {@code
 * tf.test.compute_gradient_error}: for an operator of your own, or for a whole net.
 *
 * <pre>{@code
 * GradientChecker checker = new GradientChecker(loss, List.of(kernel, bias));
 * try (Session s = new Session(graph)) {
 *     s.initialize();
 *     double error = checker.error(s.feed(x, images).feed(y, labels));
 * }
 * }</pre>
 *
 * <p>With float32 numbers an error of 10<sup>-3</sup> is as good as it gets, with float64 ones of
 * 10<sup>-6</sup>. Stay away from where the net has a kink or draws random numbers.
 */
public final class GradientChecker {
    private final Tensor y;
    private final List<Tensor> xs;
    private final List<Tensor> gradients;

    /**
     * Adds the gradients to the graph.
     *
     * @param y of whose sum the gradients are
     * @param xs what it depends on: placeholders, what reads variables, or others
     * @throws IllegalArgumentException if {@code y} does not depend on one of them, or one holds no
     *     real numbers
     */
    public GradientChecker(Tensor y, List<Tensor> xs) {
        for (Tensor x : xs) {
            if (!x.dtype().isFloating()) {
                throw new IllegalArgumentException(
                        "Gradients are checked at real numbers, but %s has elements of %s"
                                .formatted(x.name(), x.dtype().lowerName()));
            }
        }
        this.y = y.sum();
        this.xs = List.copyOf(xs);
        this.gradients = new ArrayList<>(y.graph().gradients(y, xs));
        if (gradients.contains(null)) {
            throw new IllegalArgumentException(
                    "%s does not depend on %s".formatted(y, xs.get(gradients.indexOf(null))));
        }
    }

    /**
     * The largest difference between an element of the gradients and what differences say.
     *
     * @param run with all that has to be fed; what isn't fed of the tensors to check is what the
     *     session computes for them
     */
    public double error(Run run) {
        double largest = 0;
        for (int i = 0; i < xs.size(); i++) {
            NDArray x = run.run(xs.get(i)).copy();
            NDArray gradient = run.run(gradients.get(i));
            double step = x.dtype() == DType.FLOAT64 ? 1e-5 : 1e-3;
            for (int k = 0; k < x.size(); k++) {
                double before = x.get(k);
                x.set(k, before + step);
                double width = x.get(k);
                double difference = run.feed(xs.get(i), x).run(y).item();
                x.set(k, before - step);
                width -= x.get(k);
                difference -= run.feed(xs.get(i), x).run(y).item();
                x.set(k, before);
                largest = Math.max(largest, Math.abs(difference / width - gradient.get(k)));
            }
            run.feed(xs.get(i), x);
        }
        return largest;
    }
}
