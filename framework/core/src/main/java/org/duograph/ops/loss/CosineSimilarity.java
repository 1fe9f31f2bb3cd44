package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The cosine of the angle between each row of X and that of Y. */
public final class CosineSimilarity {
    private static final double LEAST = 1e-12;

    /** The gradients of X and Y. */
    public static final OpDef GRAD =
            OpDef.named("CosineSimilarityGrad")
                    .summary("The gradients of CosineSimilarity with respect to X and Y.")
                    .formula("dX = dZ * (Y - X * Z * |Y| / |X|) / (|X| |Y|), and so for dY")
                    .input("X", "N x anything")
                    .input("Y", "the shape of X")
                    .input("dZ", "the gradient of Z")
                    .output("dX", "the gradient of X")
                    .output("dY", "the gradient of Y")
                    .types(site -> List.of(site.in(0), site.in(1)))
                    .kernel(CosineSimilarity::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), 2f, 0),
                                            NDArray.of(Shape.of(1, 2), 0f, 1),
                                            NDArray.vector(4)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), 0f, 2),
                                            NDArray.of(Shape.of(1, 2), 4f, 0))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4), Shape.of(3, 4), Shape.of(3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Distance.named("CosineSimilarity")
                    .summary("The cosine of the angle between each row of X and that of Y.")
                    .formula("Z[n] = X[n] . Y[n] / (|X[n]| |Y[n]|)")
                    .gradient(
                            g ->
                                    g.inputGradients(
                                            g.appendNode(
                                                    GRAD,
                                                    Map.of(),
                                                    g.input(0),
                                                    g.input(1),
                                                    g.outputGradient(0))))
                    .kernel(CosineSimilarity::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 2f, 0, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 0f, 1, 6, 8),
                                    NDArray.vector(0, 1)))
                    .build();

    private CosineSimilarity() {}

    private static double dot(double[] a, double[] b, int from, int d) {
        double sum = 0;
        for (int i = from; i < from + d; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a, int from, int d) {
        return Math.sqrt(Math.max(dot(a, a, from, d), LEAST));
    }

    private static void run(Operands o) {
        Shape shape = o.inShape(0);
        int d = shape.sizeOf(1, shape.rank());
        double[] x = o.in(0);
        double[] y = o.in(1);
        for (int n = 0; n < shape.dim(0); n++) {
            o.out(0)[n] = dot(x, y, n * d, d) / (norm(x, n * d, d) * norm(y, n * d, d));
        }
    }

    private static void grad(Operands o) {
        Shape shape = o.inShape(0);
        int d = shape.sizeOf(1, shape.rank());
        double[] x = o.in(0);
        double[] y = o.in(1);
        for (int n = 0; n < shape.dim(0); n++) {
            double normX = norm(x, n * d, d);
            double normY = norm(y, n * d, d);
            double weight = o.in(2)[n] / (normX * normY);
            double dot = dot(x, y, n * d, d);
            for (int i = n * d; i < (n + 1) * d; i++) {
                o.out(0)[i] = weight * (y[i] - x[i] * dot / (normX * normX));
                o.out(1)[i] = weight * (x[i] - y[i] * dot / (normY * normY));
            }
        }
    }
}
