package org.duograph.ops.norm;

import java.util.ArrayList;
import java.util.Arrays;
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
 * Normalisation by the root of the mean square of each row, without a mean that is taken away:
 * newer transformers' cheaper {@link LayerNorm}.
 *
 * <p>Source: Zhang and Sennrich, "Root mean square layer normalization", 2019.
 */
public final class RMSNorm {
    private static final List<Attr> ATTRS =
            List.of(
                    new Attr(
                            Rows.AXIS.name(),
                            Attr.Kind.INT,
                            -1L,
                            "Axes before this one are rows, the others stand in a row."),
                    Attr.ofFloat("epsilon", 1e-5, "Added to the mean square."));

    private static final Sample.Input X = Sample.real(Shape.of(2, 3, 4), -1, 1);
    private static final Sample.Input SCALE = Sample.real(Shape.of(4), 0.5, 1.5);
    private static final NDArray ROW = NDArray.of(Shape.of(1, 2), 1f, 7);

    /** The gradients of X and scale, both at once: they share their sums. */
    public static final OpDef GRAD =
            OpDef.named("RMSNormGrad")
                    .mayDiffer(
                            "Where an input is infinite or not a number, its row's gradients may be"
                                    + " infinite or not a number.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradients of RMSNorm with respect to X and scale.")
                    .formula(
                            "dX = inv_rms * (g - z * mean(g * z)), g = dY * scale, z = X * inv_rms,"
                                    + " dscale = sum over the rows of dY * z")
                    .input("X", "the input of RMSNorm")
                    .input("scale", "one number for each of a row")
                    .input("inv_rms", "one number per row")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dscale", "the gradient of scale")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0), site.in(1)))
                    .kernel(RMSNorm::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            ROW,
                                            NDArray.vector(1, 1),
                                            NDArray.of(Shape.of(1, 1), 0.2f),
                                            NDArray.of(ROW.shape(), 1f, 0)),
                                    List.of(
                                            NDArray.of(ROW.shape(), 0.196f, -0.028f),
                                            NDArray.vector(0.2f, 0))))
                    .sample(
                            Sample.of(
                                    Map.of(), X, SCALE, Sample.real(Shape.of(2, 3, 1), 0.5, 2), X))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("RMSNorm")
                    .summary("Divides each row by the root of its mean square, and scales it.")
                    .formula("Y = X * inv_rms * scale, inv_rms = 1 / sqrt(mean(X^2) + epsilon)")
                    .input("X", "rows: the axes before axis; the others stand in a row")
                    .input("scale", "one number for each of a row, the shape of the others")
                    .output("Y", "the shape of X")
                    .auxiliaryOutput("inv_rms", "one number per row: the axes before axis, then 1")
                    .attrs(ATTRS)
                    .types(RMSNorm::types)
                    .gradient(RMSNorm::gradient)
                    .kernel(RMSNorm::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 0),
                                    List.of(ROW, NDArray.vector(1, 10)),
                                    List.of(
                                            NDArray.of(ROW.shape(), 0.2f, 14),
                                            NDArray.of(Shape.of(1, 1), 0.2f))))
                    .sample(Sample.of(Map.of(), X, SCALE))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1, "epsilon", 0.1),
                                    Shape.of(3, 2, 2),
                                    Shape.of(2, 2)))
                    .build();

    private RMSNorm() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int axis = x.axis(site.attrs().i("axis"));
        Shape row = Shape.of(x.toList().subList(axis, x.rank()));
        site.require(
                site.shape(1).equals(row),
                "scale must have the shape of a row of X, %s, found %s",
                row,
                site.in(1));
        site.requireNotNegative("epsilon");
        List<Integer> rows = new ArrayList<>(x.toList().subList(0, axis));
        rows.add(1);
        return List.of(site.in(0), site.in(0).withShape(Shape.of(rows)));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradients(
                g.appendNode(
                        GRAD,
                        g.attrs().given(),
                        g.input(0),
                        g.input(1),
                        g.output(1),
                        g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] x = o.in(0);
        double[] scale = o.in(1);
        for (int n = 0; n < rows.n(); n++) {
            int from = n * rows.d();
            double squares = 0;
            for (int i = from; i < from + rows.d(); i++) {
                squares += x[i] * x[i];
            }
            double invRms = 1 / Math.sqrt(squares / rows.d() + o.attrs().f("epsilon"));
            for (int i = 0; i < rows.d(); i++) {
                o.out(0)[from + i] = x[from + i] * invRms * scale[i];
            }
            o.out(1)[n] = invRms;
        }
    }

    private static void grad(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] x = o.in(0);
        double[] scale = o.in(1);
        double[] dY = o.in(3);
        Arrays.fill(o.out(1), 0, rows.d(), 0);
        for (int n = 0; n < rows.n(); n++) {
            int from = n * rows.d();
            double invRms = o.in(2)[n];
            double dot = 0;
            for (int i = 0; i < rows.d(); i++) {
                double z = x[from + i] * invRms;
                dot += dY[from + i] * scale[i] * z;
                o.out(1)[i] += dY[from + i] * z;
            }
            for (int i = 0; i < rows.d(); i++) {
                double z = x[from + i] * invRms;
                o.out(0)[from + i] = invRms * (dY[from + i] * scale[i] - z * dot / rows.d());
            }
        }
    }
}
