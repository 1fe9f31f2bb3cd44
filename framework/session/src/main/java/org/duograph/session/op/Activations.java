package org.duograph.session.op;

import static org.duograph.session.op.Lowerings.same;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Elu;
import org.duograph.ops.activation.LeakyRelu;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.activation.Selu;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.activation.Softplus;
import org.duograph.ops.activation.Softsign;
import org.duograph.ops.activation.Tanh;
import org.duograph.ops.loss.LogSoftmax;
import org.duograph.ops.loss.Softmax;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Clip;
import org.duograph.tensor.Shape;

/** Activation functions, and the bias that comes before them. */
final class Activations {
    /** The bounds of Relu6. */
    static final Map<String, ?> SIX = Map.of("min", 0.0, "max", 6.0);

    static final List<Operator> OPERATORS =
            List.of(
                    unary("Relu", same(Relu.OP)),
                    unary("Relu6", same(Clip.OP, SIX)),
                    unary("Elu", same(Elu.OP)),
                    unary("Selu", same(Selu.OP)),
                    unary("Softplus", same(Softplus.OP)),
                    unary("Softsign", same(Softsign.OP)),
                    Operator.of(
                            "LeakyRelu",
                            "features:T -> activations:T",
                            "alpha:float=0.2 T:type=float",
                            site ->
                                    site.give(
                                            site.value(
                                                    LeakyRelu.OP,
                                                    Map.of(
                                                            "alpha",
                                                            (double) site.attrs().real("alpha")),
                                                    site.input(0)))),
                    Operator.of("Sigmoid", "x:T -> y:T", "T:type", same(Sigmoid.OP)),
                    Operator.of("Tanh", "x:T -> y:T", "T:type", same(Tanh.OP)),
                    Operator.of("Softmax", "logits:T -> softmax:T", "T:type", Activations::softmax),
                    Operator.of(
                            "LogSoftmax",
                            "logits:T -> logsoftmax:T",
                            "T:type",
                            site ->
                                    site.give(
                                            site.value(
                                                    LogSoftmax.OP,
                                                    Lowerings.lastAxis(site.input(0)),
                                                    site.input(0)))),
                    Operator.of(
                            "BiasAdd",
                            "value:T bias:T -> output:T",
                            "T:type data_format:string=NHWC",
                            Activations::biasAdd),
                    Operator.of(
                            "BiasAddV1",
                            "value:T bias:T -> output:T",
                            "T:type",
                            Activations::biasAdd));

    private Activations() {}

    private static Operator unary(String type, Lowering lowering) {
        return Operator.of(type, "features:T -> activations:T", "T:type", lowering);
    }

    private static void softmax(LoweringSite site) {
        Value x = site.input(0);
        site.give(site.value(Softmax.OP, Lowerings.lastAxis(x), x));
    }

    private static void biasAdd(LoweringSite site) {
        Value x = site.input(0);
        int axis = channels(site, x.shape());
        if (site.input(1).shape().rank() != 1
                || x.shape().dim(axis) != site.input(1).shape().dim(0)) {
            throw new IllegalArgumentException(
                    "Must provide as many biases as the channel dimension has entries");
        }
        Value joined = joined(site, 0, axis);
        site.give(
                joined != null
                        ? joined
                        : site.value(
                                Add.OP, Map.of("broadcast", 1, "axis", axis), x, site.input(1)));
    }

    /**
     * A convolution or a product of matrices, and the bias that is added to it, in one node.
     *
     * @param i which input is the product; the other is the bias
     * @param axis the axis of the bias
     * @return null if input {@code i} is something else, or others read it
     */
    static Value joined(LoweringSite site, int i, int axis) {
        Value bias = site.input(1 - i);
        if (bias.shape().rank() != 1 || bias.shape().dim(0) != site.input(i).shape().dim(axis)) {
            return null;
        }
        LoweringSite conv = site.alone(i, "Conv2D");
        if (conv != null && Images.of(conv).channels() == axis) {
            return Convolutions.withBias(site, conv, bias);
        }
        LoweringSite product = site.alone(i, "MatMul");
        return product == null ? null : Products.withBias(site, product, bias);
    }

    /** The axis of the channels: the last, or that after the images. */
    static int channels(LoweringSite site, Shape x) {
        boolean second =
                site.attrs().has("data_format") && site.attrs().text("data_format").equals("NCHW");
        if (x.rank() < 2) {
            throw new IllegalArgumentException("Input tensor must be at least 2D: " + x);
        }
        return second ? 1 : x.rank() - 1;
    }
}
