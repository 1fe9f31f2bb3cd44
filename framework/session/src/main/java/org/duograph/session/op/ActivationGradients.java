package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Elu;
import org.duograph.ops.activation.LeakyRelu;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.activation.Selu;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.activation.Softsign;
import org.duograph.ops.activation.Tanh;
import org.duograph.ops.math.Clip;
import org.duograph.ops.math.Sqrt;
import org.duograph.ops.reduce.ReduceSum;

/**
 * The gradients of functions as operators, of which graphs are made that TensorFlow has
 * differentiated.
 */
final class ActivationGradients {
    static final List<Operator> OPERATORS = list();

    private ActivationGradients() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(ofFeatures("ReluGrad", (f, dy, x) -> f.of(Relu.GRAD_X, x, dy)));
        all.add(ofFeatures("Relu6Grad", ActivationGradients::relu6));
        all.add(ofFeatures("SoftplusGrad", (f, dy, x) -> f.times(dy, f.of(Sigmoid.OP, x))));
        all.add(
                ofFeatures(
                        "SoftsignGrad",
                        (f, dy, x) -> f.of(Softsign.GRAD_X, f.of(Softsign.OP, x), dy)));
        all.add(ofOutputs("EluGrad", Elu.GRAD_X));
        all.add(ofOutputs("SeluGrad", Selu.GRAD_X));
        all.add(
                Operator.of(
                        "LeakyReluGrad",
                        "gradients:T features:T -> backprops:T",
                        "alpha:float=0.2 T:type=float",
                        site -> {
                            Map<String, ?> alpha =
                                    Map.of("alpha", (double) site.attrs().real("alpha"));
                            site.give(
                                    site.value(
                                            LeakyRelu.GRAD_X, alpha, site.input(1), site.input(0)));
                        }));
        all.add(ofY("SigmoidGrad", (f, y, dy) -> f.of(Sigmoid.GRAD_X, y, dy)));
        all.add(ofY("TanhGrad", (f, y, dy) -> f.of(Tanh.GRAD_X, y, dy)));
        all.add(ofY("SqrtGrad", (f, y, dy) -> f.of(Sqrt.GRAD_X, y, dy)));
        all.add(
                ofY(
                        "RsqrtGrad",
                        (f, y, dy) -> f.times(-0.5, f.times(dy, f.times(y, f.square(y))))));
        all.add(ofY("ReciprocalGrad", (f, y, dy) -> f.negative(f.times(dy, f.square(y)))));
        all.add(ofY("InvGrad", (f, y, dy) -> f.negative(f.times(dy, f.square(y)))));
        all.add(
                Operator.of(
                        "BiasAddGrad",
                        "out_backprop:T -> output:T",
                        "T:type data_format:string=NHWC",
                        ActivationGradients::biasAdd));
        return List.copyOf(all);
    }

    /** What two values give. */
    private interface Slope {
        Value of(Formula f, Value first, Value second);
    }

    private static Lowering lowering(Slope slope) {
        return site -> site.give(slope.of(new Formula(site), site.input(0), site.input(1)));
    }

    private static Operator ofFeatures(String type, Slope slope) {
        return Operator.of(
                type, "gradients:T features:T -> backprops:T", "T:type", lowering(slope));
    }

    private static Operator ofOutputs(String type, OpDef gradX) {
        return Operator.of(
                type,
                "gradients:T outputs:T -> backprops:T",
                "T:type",
                lowering((f, dy, y) -> f.of(gradX, y, dy)));
    }

    private static Operator ofY(String type, Slope slope) {
        return Operator.of(type, "y:T dy:T -> z:T", "T:type", lowering(slope));
    }

    private static Value relu6(Formula f, Value dy, Value x) {
        return f.site().value(Clip.GRAD_X, Activations.SIX, x, dy);
    }

    private static void biasAdd(LoweringSite site) {
        Value dy = site.input(0);
        int channels = Activations.channels(site, dy.shape());
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < dy.shape().rank(); i++) {
            if (i != channels) {
                axes.add(i);
            }
        }
        site.give(site.value(ReduceSum.OP, Map.of("axes", axes, "keepdims", 0), dy));
    }
}
