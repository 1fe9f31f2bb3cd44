package org.duograph.ops.norm;

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
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Group normalisation: a few channels of one image together have a mean and a variance. It does not
 * depend on the size of the batch, so it suits small ones.
 *
 * <p>Source: Wu and He, "Group normalization", 2018.
 */
public final class GroupNorm {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("group", 32, "How many groups the channels are split into."),
                    Attr.ofFloat("epsilon", 1e-5, "Added to the variance."));

    private static final Shape IMAGES = Shape.of(2, 4, 3);
    private static final Map<String, ?> TWO = Map.of("group", 2);
    private static final Map<String, ?> ONE = Map.of("group", 1, "epsilon", 3);
    private static final NDArray ROW = NDArray.of(Shape.of(1, 1, 2), 1f, 3);

    /** The gradients of X, scale and bias, all at once: they share their sums. */
    public static final OpDef GRAD =
            OpDef.named("GroupNormGrad")
                    .mayDiffer(
                            "Where an input is infinite or not a number, its group's gradients may"
                                    + " be infinite or not a number.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradients of GroupNorm with respect to X, scale and bias.")
                    .formula(
                            "dX = inv_std * (g - mean(g) - z * mean(g * z)), g = dY * scale[c],"
                                    + " z = (X - mean) * inv_std, dscale[c] = sum of dY * z,"
                                    + " dbias[c] = sum of dY")
                    .input("X", "the input of GroupNorm")
                    .input("scale", "C numbers")
                    .input("mean", "N x group numbers")
                    .input("inv_std", "N x group numbers")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dscale", "the gradient of scale")
                    .output("dbias", "the gradient of bias")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0), site.in(1), site.in(1)))
                    .kernel(GroupNorm::grad)
                    .example(
                            new Example(
                                    ONE,
                                    List.of(
                                            ROW,
                                            NDArray.vector(2),
                                            NDArray.of(Shape.of(1, 1), 2f),
                                            NDArray.of(Shape.of(1, 1), 0.5f),
                                            NDArray.of(ROW.shape(), 1f, 0)),
                                    List.of(
                                            NDArray.of(ROW.shape(), 0.375f, -0.375f),
                                            NDArray.vector(-0.5f),
                                            NDArray.vector(1))))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(IMAGES, -1, 1),
                                    Sample.real(Shape.of(4), 0.5, 1.5),
                                    Sample.real(Shape.of(2, 2), -1, 1),
                                    Sample.real(Shape.of(2, 2), 0.5, 1.5),
                                    Sample.real(IMAGES, -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("GroupNorm")
                    .summary("Normalises groups of channels of each image, scales and shifts them.")
                    .formula("Y = (X - mean[n, g]) * inv_std[n, g] * scale[c] + bias[c]")
                    .input("X", "N x C x ...")
                    .input("scale", "C numbers")
                    .input("bias", "C numbers")
                    .output("Y", "the shape of X")
                    .auxiliaryOutput("mean", "N x group numbers")
                    .auxiliaryOutput("inv_std", "1 / sqrt(variance + epsilon), N x group numbers")
                    .attrs(ATTRS)
                    .types(GroupNorm::types)
                    .gradient(GroupNorm::gradient)
                    .kernel(GroupNorm::run)
                    .example(
                            new Example(
                                    ONE,
                                    List.of(ROW, NDArray.vector(2), NDArray.vector(10)),
                                    List.of(
                                            NDArray.of(ROW.shape(), 9f, 11),
                                            NDArray.of(Shape.of(1, 1), 2f),
                                            NDArray.of(Shape.of(1, 1), 0.5f))))
                    .sample(Sample.of(TWO, IMAGES, Shape.of(4), Shape.of(4)))
                    .build();

    private GroupNorm() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(x.rank() >= 2, "X must have at least the dimensions N and C, found %s", x);
        long groups = site.attrs().atLeast(1, "group");
        site.require(
                x.dim(1) % groups == 0,
                "%d channels do not split into %d groups",
                x.dim(1),
                groups);
        for (int i = 1; i < 3; i++) {
            site.require(
                    site.shape(i).equals(Shape.of(x.dim(1))),
                    "%s must have one number per channel (%d), found %s",
                    site.op().inputName(i),
                    x.dim(1),
                    site.in(i));
        }
        site.requireNotNegative("epsilon");
        ArrayType perGroup = site.in(0).withShape(x.dim(0), (int) groups);
        return List.of(site.in(0), perGroup, perGroup);
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradients(
                g.appendNode(
                        GRAD,
                        g.attrs().given(),
                        g.input(0),
                        g.input(1),
                        g.output(1),
                        g.output(2),
                        g.outputGradient(0)));
    }

    /** Which channel element {@code i} of row {@code n} is of; a row is a group of an image. */
    private record Groups(int rows, int length, int groups, int channels, int inner) {
        static Groups of(Operands o) {
            Shape x = o.inShape(0);
            int groups = o.attrs().int32("group");
            int channels = x.dim(1) / groups;
            int inner = x.sizeOf(2, x.rank());
            return new Groups(x.dim(0) * groups, channels * inner, groups, channels, inner);
        }

        int channel(int n, int i) {
            return n % groups * channels + i / inner;
        }
    }

    private static void run(Operands o) {
        Groups g = Groups.of(o);
        double[] x = o.in(0);
        for (int n = 0; n < g.rows(); n++) {
            int from = n * g.length();
            double sum = 0;
            for (int i = 0; i < g.length(); i++) {
                sum += x[from + i];
            }
            double mean = sum / g.length();
            double squares = 0;
            for (int i = 0; i < g.length(); i++) {
                squares += (x[from + i] - mean) * (x[from + i] - mean);
            }
            double invStd = 1 / Math.sqrt(squares / g.length() + o.attrs().f("epsilon"));
            for (int i = 0; i < g.length(); i++) {
                int c = g.channel(n, i);
                o.out(0)[from + i] = (x[from + i] - mean) * invStd * o.in(1)[c] + o.in(2)[c];
            }
            o.out(1)[n] = mean;
            o.out(2)[n] = invStd;
        }
    }

    private static void grad(Operands o) {
        Groups g = Groups.of(o);
        double[] x = o.in(0);
        double[] scale = o.in(1);
        double[] dY = o.in(4);
        Arrays.fill(o.out(1), 0, o.outShape(1).intSize(), 0);
        Arrays.fill(o.out(2), 0, o.outShape(2).intSize(), 0);
        for (int n = 0; n < g.rows(); n++) {
            int from = n * g.length();
            double mean = o.in(2)[n];
            double invStd = o.in(3)[n];
            double sum = 0;
            double dot = 0;
            for (int i = 0; i < g.length(); i++) {
                int c = g.channel(n, i);
                double z = (x[from + i] - mean) * invStd;
                sum += dY[from + i] * scale[c];
                dot += dY[from + i] * scale[c] * z;
                o.out(1)[c] += dY[from + i] * z;
                o.out(2)[c] += dY[from + i];
            }
            for (int i = 0; i < g.length(); i++) {
                double z = (x[from + i] - mean) * invStd;
                double slope = dY[from + i] * scale[g.channel(n, i)];
                o.out(0)[from + i] = invStd * (slope - sum / g.length() - z * dot / g.length());
            }
        }
    }
}
