package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.SumReduceLike;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Window;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A factor and a number to add for each channel: what is left of a batch norm in a frozen net. */
public final class AffineChannel {
    private static final Sample.Input PER_CHANNEL = Sample.real(Shape.of(3), -1, 1);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("AffineChannel")
                    .summary("Multiplies each channel by a number and adds one.")
                    .formula("Y[n, c, ...] = X[n, c, ...] * scale[c] + bias[c]")
                    .input("X", "N x C x ..., or with channels_last N x ... x C")
                    .input("scale", "C")
                    .input("bias", "C")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .byImage()
                    .attrs(
                            Window.CHANNELS_LAST,
                            Attr.ofInt(
                                    "is_learnable",
                                    0,
                                    "1: gradients flow back to scale and bias, too."))
                    .types(
                            site -> {
                                Shape x = site.shape(0);
                                site.require(x.rank() > 1, "X must have channels, found %s", x);
                                int c = x.dim(channels(site.attrs().flag("channels_last"), x));
                                for (int i = 1; i < 3; i++) {
                                    site.require(
                                            site.shape(i).equals(Shape.of(c)),
                                            "%s must hold a number for each of %d channels, found"
                                                    + " %s",
                                            site.op().inputName(i),
                                            c,
                                            site.in(i));
                                }
                                return List.of(site.in(0));
                            })
                    .gradient(AffineChannel::gradient)
                    .kernel(AffineChannel::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2, 2), 1f, 2, 3, 4),
                                    NDArray.vector(10, 100),
                                    NDArray.vector(0, 5),
                                    NDArray.of(Shape.of(1, 2, 2), 10f, 20, 305, 405)))
                    .sample(
                            Sample.of(
                                    "is_learnable=1",
                                    Sample.real(Shape.of(2, 3, 2, 2), -1, 1),
                                    PER_CHANNEL,
                                    PER_CHANNEL))
                    .sample(
                            Sample.of(
                                    "channels_last=1",
                                    Sample.real(Shape.of(2, 2, 3), -1, 1),
                                    PER_CHANNEL,
                                    PER_CHANNEL))
                    .build();

    private AffineChannel() {}

    private static int channels(boolean last, Shape x) {
        return last ? x.rank() - 1 : 1;
    }

    private static void gradient(GradientRule.Site g) {
        Value dY = g.outputGradient(0);
        int axis = channels(g.attrs().flag("channels_last"), dY.shape());
        Map<String, ?> byChannel = Map.of("broadcast", 1, "axis", axis);
        g.inputGradient(0, g.append(Mul.OP, byChannel, dY, g.input(1)));
        if (g.attrs().flag("is_learnable")) {
            Map<String, ?> sum = Map.of("axis", axis);
            Value products = new Terms(g).times(dY, g.input(0));
            g.inputGradient(1, g.append(SumReduceLike.OP, sum, products, g.input(1)));
            g.inputGradient(2, g.append(SumReduceLike.OP, sum, dY, g.input(1)));
        } else {
            g.stop(1);
            g.stop(2);
        }
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int axis = channels(o.attrs().flag("channels_last"), x);
        int c = x.dim(axis);
        int step = x.sizeOf(axis + 1, x.rank());
        double[] from = o.in(0);
        double[] scale = o.in(1);
        double[] bias = o.in(2);
        double[] y = o.out(0);
        for (int i = 0; i < x.intSize(); i++) {
            int channel = i / step % c;
            y[i] = from[i] * scale[channel] + bias[channel];
        }
    }
}
