package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Transpose;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * SoftmaxWithLoss for every pixel of images, as to cut images into regions. Pixels labelled -1
 * count neither in the loss nor in its gradient. Gradients flow to X, not to the weights.
 */
public final class SpatialSoftmaxWithLoss {
    private static final List<Attr> ATTRS =
            List.of(Attr.ofFloat("scale", 1, "A factor for the loss, not below zero."));
    private static final Sample.Input X = Sample.real(Shape.of(2, 3, 2, 2), -1, 1);
    private static final Sample.Input LABEL = Sample.whole(DType.INT32, Shape.of(2, 2, 2), -1, 3);
    private static final Sample.Input WEIGHT = Sample.real(Shape.of(2, 2, 2), 0.5, 2);
    private static final Sample.Input DLOSS = Sample.real(Shape.SCALAR, -1, 1);

    /** {@code dX = dloss * scale * (softmax - wanted) * weight / sum of weights}. */
    public static final OpDef GRAD_X =
            OpDef.named("SpatialSoftmaxWithLossGradX")
                    .summary("The gradient of SpatialSoftmaxWithLoss with respect to X.")
                    .formula("dX = dloss * scale * (softmax - wanted) * weight / sum of weights")
                    .input("softmax", "the first output of SpatialSoftmaxWithLoss")
                    .input("label", "the class of each pixel")
                    .ofType(ElementTypes.INDICES)
                    .input("dloss", "the gradient of loss")
                    .optionalInput("weight", "the weight of each pixel")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 0)
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .gradient(SoftmaxWithLoss::gradientOfGradient)
                    .kernel(SpatialSoftmaxWithLoss::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2, 1, 2), 0.25f, 0.5f, 0.75f, 0.5f),
                                    NDArray.of(Shape.of(1, 1, 2), 1, -1),
                                    NDArray.scalar(2),
                                    NDArray.of(Shape.of(1, 2, 1, 2), 0.5f, 0, -0.5f, 0)))
                    .sample(Sample.of(Map.of(), X, LABEL, DLOSS, WEIGHT))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SpatialSoftmaxWithLoss")
                    .summary("Softmax over the channels of each pixel, and the mean cross entropy.")
                    .formula(
                            "loss = scale * sum of weight * -log(softmax at the label)"
                                    + " / sum of weight")
                    .input("X", "scores, N x C x H x W")
                    .input("label", "the class of each pixel, N x H x W; -1: none")
                    .ofType(ElementTypes.INDICES)
                    .optionalInput("weight", "the weight of each pixel, N x H x W")
                    .output("softmax", "the probabilities, the shape of X")
                    .output("loss", "a scalar")
                    .attrs(ATTRS)
                    .types(SpatialSoftmaxWithLoss::types)
                    .gradient(SpatialSoftmaxWithLoss::gradient)
                    .kernel(SpatialSoftmaxWithLoss::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2, 1, 2), 0f, 5, 1.0986123f, 5),
                                            NDArray.of(Shape.of(1, 1, 2), 1, -1)),
                                    List.of(
                                            NDArray.of(
                                                    Shape.of(1, 2, 1, 2), 0.25f, 0.5f, 0.75f, 0.5f),
                                            NDArray.scalar(0.28768207f))))
                    .sample(Sample.of(Map.of("scale", 2), X, LABEL))
                    .sample(Sample.of(Map.of(), X, LABEL, WEIGHT))
                    .build();

    private SpatialSoftmaxWithLoss() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 4);
        Shape x = site.shape(0);
        Shape pixels = Shape.of(x.dim(0), x.dim(2), x.dim(3));
        site.requireNotNegative("scale");
        for (int i = 1; i < site.count(); i++) {
            site.require(
                    !site.has(i) || site.shape(i).equals(pixels),
                    "%s must have shape %s, found %s",
                    site.op().inputName(i),
                    pixels,
                    site.in(i));
        }
        return List.of(site.in(0), site.in(0).withShape());
    }

    private static void gradient(GradientRule.Site g) {
        Value dSoftmax = g.outputGradient(0);
        SoftmaxWithLoss.gradient(g, GRAD_X, dSoftmax == null ? null : ofSoftmax(g, dSoftmax));
    }

    /** Softmax's own gradient, which wants the classes last. */
    private static Value ofSoftmax(GradientRule.Site g, Value dSoftmax) {
        Terms t = new Terms(g);
        Value y = t.of(Transpose.NCHW_TO_NHWC, g.output(0));
        Value dY = t.of(Transpose.NCHW_TO_NHWC, dSoftmax);
        Value dX = g.append(Softmax.GRAD_X, Map.of("axis", 3), y, dY);
        return t.of(Transpose.NHWC_TO_NCHW, dX);
    }

    /**
     * Fails unless {@code label} is one of so many classes, or -1, which is none.
     *
     * @throws IllegalArgumentException if it isn't
     */
    public static void requireClass(int classes, long label, int pixel) {
        if (label < -1 || label >= classes) {
            throw new IllegalArgumentException(
                    "Labels must be from -1 to %d, found %d at pixel %d"
                            .formatted(classes - 1, label, pixel));
        }
    }

    /** The weight of pixel {@code p}, zero where it has no label. */
    private static double weight(int classes, long[] label, double[] weight, int p) {
        requireClass(classes, label[p], p);
        return label[p] < 0 ? 0 : weight == null ? 1 : weight[p];
    }

    private static void run(Operands o) {
        Lines pixels = Lines.along(1, o.inShape(0));
        int c = pixels.length();
        double[] x = o.in(0);
        long[] label = o.wholesIn(1);
        double[] weight = o.has(2) ? o.in(2) : null;
        double loss = 0;
        double weights = 0;
        for (int p = 0; p < pixels.count(); p++) {
            double logSum = Softmax.softmax(x, o.out(0), pixels.start(p), c, pixels.step());
            double w = weight(c, label, weight, p);
            if (label[p] >= 0) {
                loss += w * (logSum - x[pixels.at(p, (int) label[p])]);
            }
            weights += w;
        }
        o.out(1)[0] = weights == 0 ? 0 : o.attrs().f("scale") * loss / weights;
    }

    private static void gradX(Operands o) {
        Lines pixels = Lines.along(1, o.inShape(0));
        int c = pixels.length();
        double[] y = o.in(0);
        long[] label = o.wholesIn(1);
        double[] weight = o.has(3) ? o.in(3) : null;
        double[] dX = o.out(0);
        double weights = 0;
        for (int p = 0; p < pixels.count(); p++) {
            weights += weight(c, label, weight, p);
        }
        double factor = weights == 0 ? 0 : o.in(2)[0] * o.attrs().f("scale") / weights;
        for (int p = 0; p < pixels.count(); p++) {
            double pixelFactor = factor * weight(c, label, weight, p);
            for (int channel = 0; channel < c; channel++) {
                int i = pixels.at(p, channel);
                dX[i] = pixelFactor * (y[i] - (channel == label[p] ? 1 : 0));
            }
        }
    }
}
