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
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Lines;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Instance normalisation: each channel of each image has a mean and a variance of its own.
 *
 * <p>The gradient of bias is that of SpatialBN. Source: Ulyanov et al., "Instance normalization:
 * the missing ingredient for fast stylization", 2016.
 */
public final class InstanceNorm {
    private static final List<Attr> ATTRS =
            List.of(Attr.ofFloat("epsilon", 1e-5, "Added to the variance."), Window.CHANNELS_LAST);

    private static final NDArray ROW = NDArray.of(Shape.of(1, 1, 2), 1f, 3);
    private static final Sample.Input X = Sample.real(Shape.of(2, 3, 4), -1, 1);
    private static final Sample.Input MEAN = Sample.real(Shape.of(2, 3), -1, 1);
    private static final Sample.Input INV_STD = Sample.real(Shape.of(2, 3), 0.5, 1.5);
    private static final NDArray GRADIENT = NDArray.of(Shape.of(1, 1, 2), 1f, 0);

    /** The gradients of X, scale and bias, all at once: they share their sums. */
    public static final OpDef GRAD =
            OpDef.named("InstanceNormGrad")
                    .mayDiffer(
                            "On oneDNN, where inv_std is infinite, dX may be finite: the library"
                                    + " wants the variance, and adds epsilon to it.",
                            Unusual.INFINITY)
                    .summary("The gradients of InstanceNorm with respect to X, scale and bias.")
                    .formula(
                            "dscale[c] = sum of dY * z, dbias[c] = sum of dY,"
                                    + " dX = scale * inv_std * (dY - mean(dY) - z * mean(dY * z)),"
                                    + " z = (X - mean) * inv_std")
                    .input("X", "the input of InstanceNorm")
                    .input("scale", "C numbers")
                    .input("mean", "N x C numbers")
                    .input("inv_std", "N x C numbers")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dscale", "the gradient of scale")
                    .output("dbias", "the gradient of bias")
                    .attrs(ATTRS)
                    .inPlace(0, 4)
                    .types(site -> List.of(site.in(0), site.in(1), site.in(1)))
                    .kernel(InstanceNorm::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            ROW,
                                            NDArray.vector(2),
                                            NDArray.of(Shape.of(1, 1), 2f),
                                            NDArray.of(Shape.of(1, 1), 0.5f),
                                            GRADIENT),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 2), 0.375f, -0.375f),
                                            NDArray.vector(-0.5f),
                                            NDArray.vector(1))))
                    .sample(
                            Sample.of(
                                    Map.of(), X, Sample.real(Shape.of(3), -1, 1), MEAN, INV_STD, X))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("InstanceNorm")
                    .mayDiffer(
                            "Where a scale is infinite, results may be so instead of NaN.",
                            Unusual.INFINITY)
                    .summary("Normalises each channel of each image, scales and shifts it.")
                    .formula(
                            "Y = (X - mean[n, c]) / sqrt(var[n, c] + epsilon) * scale[c] + bias[c]")
                    .input("X", "N x C x H x W (or N x H x W x C)")
                    .input("scale", "C numbers")
                    .input("bias", "C numbers")
                    .output("Y", "the shape of X")
                    .auxiliaryOutput("mean", "N x C numbers")
                    .auxiliaryOutput("inv_std", "1 / sqrt(variance + epsilon), N x C numbers")
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .types(InstanceNorm::types)
                    .gradient(InstanceNorm::gradient)
                    .kernel(InstanceNorm::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 3),
                                    List.of(ROW, NDArray.vector(2), NDArray.vector(10)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 2), 9f, 11),
                                            NDArray.of(Shape.of(1, 1), 2f),
                                            NDArray.of(Shape.of(1, 1), 0.5f))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4, 3), Shape.of(3), Shape.of(3)))
                    .sample(
                            Sample.of(
                                    Map.of("channels_last", 1, "epsilon", 0.1),
                                    Shape.of(2, 4, 3, 3),
                                    Shape.of(3),
                                    Shape.of(3)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 32, 5, 6), Shape.of(32), Shape.of(32)))
                    .build();

    private InstanceNorm() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Channels c = Channels.check(site);
        c.requireOnePerChannel(site, 1);
        c.requireOnePerChannel(site, 2);
        ArrayType perInstance = site.in(1).withShape(site.shape(0).dim(0), c.count());
        return List.of(site.in(0), perInstance, perInstance);
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

    /** A line for each channel of each image: line {@code n * C + c}. */
    private static Lines instances(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        int n = o.inShape(0).dim(0);
        int each = n == 0 ? 0 : g.each() / n;
        return new Lines(n * g.count(), each, o.attrs().flag("channels_last") ? g.count() : 1);
    }

    private static void run(Operands o) {
        Lines g = instances(o);
        int channels = o.inShape(1).intSize();
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int k = 0; k < g.count(); k++) {
            int at = g.start(k);
            double sum = 0;
            for (int i = 0; i < g.length(); i++) {
                sum += x[at + i * g.step()];
            }
            double mean = sum / g.length();
            double squares = 0;
            for (int i = 0; i < g.length(); i++) {
                double d = x[at + i * g.step()] - mean;
                squares += d * d;
            }
            double invStd = 1 / Math.sqrt(squares / g.length() + o.attrs().f("epsilon"));
            double factor = invStd * o.in(1)[k % channels];
            double shift = o.in(2)[k % channels] - mean * factor;
            for (int i = 0; i < g.length(); i++) {
                y[at + i * g.step()] = x[at + i * g.step()] * factor + shift;
            }
            o.out(1)[k] = mean;
            o.out(2)[k] = invStd;
        }
    }

    private static void grad(Operands o) {
        Lines g = instances(o);
        int channels = o.inShape(1).intSize();
        double[] x = o.in(0);
        double[] dY = o.in(4);
        double[] dX = o.out(0);
        Arrays.fill(o.out(1), 0, channels, 0);
        Arrays.fill(o.out(2), 0, channels, 0);
        for (int k = 0; k < g.count(); k++) {
            int at = g.start(k);
            double mean = o.in(2)[k];
            double invStd = o.in(3)[k];
            double sum = 0;
            double dot = 0;
            for (int i = 0; i < g.length(); i++) {
                sum += dY[at + i * g.step()];
                dot += dY[at + i * g.step()] * (x[at + i * g.step()] - mean);
            }
            double factor = o.in(1)[k % channels] * invStd;
            double along = dot * invStd * invStd / g.length();
            for (int i = 0; i < g.length(); i++) {
                int j = at + i * g.step();
                dX[j] = factor * (dY[j] - sum / g.length() - (x[j] - mean) * along);
            }
            o.out(1)[k % channels] += dot * invStd;
            o.out(2)[k % channels] += sum;
        }
    }
}
