package org.duograph.ops.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Layer normalisation: each row, one example say, has a mean and a deviation of its own.
 *
 * <p>Rows are the axes before {@code axis}. Learnt scale and shift are operators of their own, Mul
 * and Add. Source: Ba, Kiros and Hinton, "Layer normalization", 2016; Caffe2's LayerNorm.
 */
public final class LayerNorm {
    private static final List<Attr> ATTRS =
            List.of(Rows.AXIS, Attr.ofFloat("epsilon", 1e-5, "Added to the variance."));

    private static final NDArray ROW = NDArray.of(Shape.of(1, 2), 1f, 3);
    private static final NDArray MEAN = NDArray.of(Shape.of(1, 1), 2f);
    private static final NDArray DEVIATION = NDArray.of(Shape.of(1, 1), 2f);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("LayerNormGradX")
                    .mayDiffer(
                            "Where a deviation is a denormal number or infinite, dX may differ:"
                                    + " fast backends take its reciprocal in single precision.",
                            Unusual.DENORMAL,
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradient of LayerNorm with respect to X.")
                    .formula(
                            "dX = (dY - mean(dY) - z * mean(dY * z)) / stdev,"
                                    + " z = (X - mean) / stdev")
                    .input("X", "the input of LayerNorm")
                    .input("mean", "one number per row")
                    .input("stdev", "one number per row")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .inPlace(0, 3)
                    .types(TypeRule.sameAs(0))
                    .kernel(LayerNorm::gradX)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(ROW, MEAN, DEVIATION, NDArray.of(ROW.shape(), 1f, 0)),
                                    List.of(NDArray.of(ROW.shape(), 0.1875f, -0.1875f))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(3, 4, 2), -1, 1),
                                    Sample.real(Shape.of(3, 1), -1, 1),
                                    Sample.real(Shape.of(3, 1), 0.5, 1.5),
                                    Sample.real(Shape.of(3, 4, 2), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LayerNorm")
                    .summary("Normalises each row to mean 0 and variance 1.")
                    .formula("Y = (X - mean) / stdev, stdev = sqrt(variance + epsilon)")
                    .input("X", "rows: the axes before axis; the others stand in a row")
                    .output("Y", "the shape of X")
                    .auxiliaryOutput("mean", "one number per row: the axes before axis, then 1")
                    .auxiliaryOutput("stdev", "sqrt(variance + epsilon), the shape of mean")
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .types(LayerNorm::types)
                    .gradient(LayerNorm::gradient)
                    .kernel(LayerNorm::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 3),
                                    List.of(ROW),
                                    List.of(NDArray.of(ROW.shape(), -0.5f, 0.5f), MEAN, DEVIATION)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4, 2)))
                    .sample(Sample.of(Map.of("axis", -1, "epsilon", 0.1), Shape.of(2, 3, 4)))
                    .build();

    private LayerNorm() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int axis = x.axis(site.attrs().int32("axis"));
        List<Integer> dims = new ArrayList<>(x.toList().subList(0, axis));
        dims.add(1);
        ArrayType perRow = site.in(0).withShape(Shape.of(dims));
        return List.of(site.in(0), perRow, perRow);
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(
                0,
                g.append(
                        GRAD_X,
                        g.attrs().given(),
                        g.input(0),
                        g.output(1),
                        g.output(2),
                        g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double epsilon = o.attrs().f("epsilon");
        double[] x = o.in(0);
        for (int n = 0; n < rows.n(); n++) {
            int from = n * rows.d();
            int to = from + rows.d();
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += x[i];
            }
            double mean = sum / rows.d();
            double squares = 0;
            for (int i = from; i < to; i++) {
                squares += (x[i] - mean) * (x[i] - mean);
            }
            double deviation = Math.sqrt(squares / rows.d() + epsilon);
            for (int i = from; i < to; i++) {
                o.out(0)[i] = (x[i] - mean) / deviation;
            }
            o.out(1)[n] = mean;
            o.out(2)[n] = deviation;
        }
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] x = o.in(0);
        double[] dY = o.in(3);
        for (int n = 0; n < rows.n(); n++) {
            int from = n * rows.d();
            int to = from + rows.d();
            double mean = o.in(1)[n];
            double deviation = o.in(2)[n];
            double sum = 0;
            double dot = 0;
            for (int i = from; i < to; i++) {
                sum += dY[i];
                dot += dY[i] * (x[i] - mean);
            }
            double constant = sum / rows.d();
            double along = dot / (deviation * deviation * rows.d());
            for (int i = from; i < to; i++) {
                o.out(0)[i] = (dY[i] - constant - (x[i] - mean) * along) / deviation;
            }
        }
    }
}
