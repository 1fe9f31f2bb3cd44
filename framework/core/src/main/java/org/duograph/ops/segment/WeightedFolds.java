package org.duograph.ops.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.shape.Reshape;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Sums of rows in which each row has a weight: of each segment, or of all. */
public final class WeightedFolds {
    private static final RowFold ROWS = new RowFold(Segments.LENGTHS, false, false);
    private static final RowFold LOOKUPS = new RowFold(Segments.LENGTHS, true, false);
    private static final NDArray X = NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6);
    private static final NDArray WEIGHTS = NDArray.vector(1, 10, 100);
    private static final NDArray INDICES = NDArray.of(Shape.of(3), 2, 0, 2);
    private static final NDArray LENGTHS = NDArray.of(Shape.of(2), 2, 1);
    private static final NDArray DY = NDArray.of(Shape.of(2, 2), 1f, 0, 0, 1);

    /** The gradients of LengthsWeightedSum. */
    public static final OpDef LENGTHS_SUM_GRAD =
            ROWS.gradientOfWeighted(
                            "LengthsWeightedSum",
                            () -> WeightedFolds.LENGTHS_SUM,
                            () -> WeightedFolds.LENGTHS_SUM_GRAD)
                    .formula("dX[i] = weights[i] * dY[s]; dweights[i] = X[i] . dY[s]")
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, WEIGHTS, LENGTHS, DY),
                                    List.of(
                                            NDArray.of(Shape.of(3, 2), 1f, 0, 10, 0, 0, 100),
                                            NDArray.vector(1, 3, 6))))
                    .build();

    /** The sum of each segment, where the lengths of segments are given. */
    public static final OpDef LENGTHS_SUM =
            ROWS.weighted("LengthsWeightedSum", LENGTHS_SUM_GRAD)
                    .summary("Adds up the rows of each segment, each times its weight.")
                    .formula("Y[s] = sum of weights[i] * X[i] over the rows i of segment s")
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, WEIGHTS, LENGTHS),
                                    List.of(NDArray.of(Shape.of(2, 2), 31f, 42, 500, 600))))
                    .build();

    /** The gradients of SparseLengthsWeightedSum. */
    public static final OpDef SPARSE_SUM_GRAD =
            LOOKUPS.gradientOfWeighted(
                            "SparseLengthsWeightedSum",
                            () -> WeightedFolds.SPARSE_SUM,
                            () -> WeightedFolds.SPARSE_SUM_GRAD)
                    .formula(
                            "dX[indices[i]] += weights[i] * dY[s]; dweights[i] = X[indices[i]] ."
                                    + " dY[s]")
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, WEIGHTS, INDICES, LENGTHS, DY),
                                    List.of(
                                            NDArray.of(Shape.of(3, 2), 10f, 0, 0, 0, 1, 100),
                                            NDArray.vector(5, 1, 6))))
                    .build();

    /** The sum of each segment, of rows that are looked up. */
    public static final OpDef SPARSE_SUM =
            LOOKUPS.weighted("SparseLengthsWeightedSum", SPARSE_SUM_GRAD)
                    .summary(
                            "Looks rows up in a table and adds up those of each segment, each times"
                                    + " its weight.")
                    .formula("Y[s] = sum of weights[i] * X[indices[i]] over the i of segment s")
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, WEIGHTS, INDICES, LENGTHS),
                                    List.of(NDArray.of(Shape.of(2, 2), 15f, 26, 500, 600))))
                    .build();

    /** The sum of all rows; Caffe2's ReduceFrontWeightedSum. */
    public static final OpDef FRONT_SUM =
            OpDef.named("ReduceFrontWeightedSum")
                    .summary("Adds up all rows, each times its weight.")
                    .formula("Y = sum of weights[i] * X[i]")
                    .input("X", "N x ...: the rows")
                    .input("weights", "a weight for each of N rows")
                    .output("Y", "the shape of a row")
                    .types(
                            site -> {
                                Shape x = site.shape(0);
                                site.require(
                                        x.rank() > 0, "X must have rows, found %s", site.in(0));
                                site.require(
                                        site.shape(1).equals(Shape.of(x.dim(0))),
                                        "weights must hold a number for each row of X %s, found %s",
                                        x,
                                        site.in(1));
                                List<Integer> row = x.toList().subList(1, x.rank());
                                return List.of(site.in(0).withShape(Shape.of(row)));
                            })
                    .gradient(WeightedFolds::gradientOfFrontSum)
                    .kernel(WeightedFolds::frontSum)
                    .example(Example.of(X, WEIGHTS, NDArray.vector(531, 642)))
                    .sample(Sample.of(Map.of(), Shape.of(4, 3), Shape.of(4)))
                    .build();

    private WeightedFolds() {}

    /** All rows are one segment. */
    private static void gradientOfFrontSum(GradientRule.Site g) {
        Shape x = g.input(0).shape();
        Value lengths =
                g.append(
                        ConstantFill.OP,
                        Map.of("shape", List.of(1), "value", x.dim(0), "dtype", DType.INT32));
        Map<String, ?> row = Map.of("shape", x.with(0, 1).toList());
        Value dY = g.append(Reshape.OP, row, g.outputGradient(0));
        g.inputGradients(
                g.appendNode(LENGTHS_SUM_GRAD, Map.of(), g.input(0), g.input(1), lengths, dY));
    }

    private static void frontSum(Operands o) {
        int d = o.outShape(0).intSize();
        double[] x = o.in(0);
        double[] weights = o.in(1);
        double[] y = o.out(0);
        Arrays.fill(y, 0, d, 0);
        for (int i = 0; i < o.inShape(1).intSize(); i++) {
            for (int k = 0; k < d; k++) {
                y[k] += weights[i] * x[i * d + k];
            }
        }
    }
}
