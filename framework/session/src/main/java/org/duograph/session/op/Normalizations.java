package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.math.Pow;
import org.duograph.ops.norm.LRN;
import org.duograph.ops.norm.SpatialBN;
import org.duograph.ops.norm.SpatialBNGrad;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Normalisation by the batch, and by neighbouring channels. */
final class Normalizations {
    private static final String BATCH =
            " epsilon:float=0.0001 data_format:string=NHWC is_training:bool=true";
    private static final String LOCAL =
            "depth_radius:int=5 bias:float=1.0 alpha:float=1.0 beta:float=0.5 T:type=float";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "FusedBatchNorm",
                            "x:T scale:T offset:T mean:T variance:T -> y:T batch_mean:T batch_variance:T reserve_space_1:T reserve_space_2:T",
                            "T:type" + BATCH,
                            site -> forward(site, 5)),
                    Operator.of(
                            "FusedBatchNormV2",
                            "x:T scale:U offset:U mean:U variance:U -> y:T batch_mean:U batch_variance:U reserve_space_1:U reserve_space_2:U",
                            "T:type U:type" + BATCH,
                            site -> forward(site, 5)),
                    Operator.of(
                            "FusedBatchNormV3",
                            "x:T scale:U offset:U mean:U variance:U -> y:T batch_mean:U batch_variance:U reserve_space_1:U reserve_space_2:U reserve_space_3:U",
                            "T:type U:type" + BATCH,
                            site -> forward(site, 6)),
                    Operator.of(
                            "FusedBatchNormGrad",
                            "y_backprop:T x:T scale:T reserve_space_1:T reserve_space_2:T -> x_backprop:T scale_backprop:T offset_backprop:T reserve_space_3:T reserve_space_4:T",
                            "T:type" + BATCH,
                            Normalizations::gradient),
                    Operator.of(
                            "FusedBatchNormGradV2",
                            "y_backprop:T x:T scale:float reserve_space_1:U reserve_space_2:U -> x_backprop:T scale_backprop:U offset_backprop:U reserve_space_3:U reserve_space_4:U",
                            "T:type U:type" + BATCH,
                            Normalizations::gradient),
                    Operator.of(
                            "FusedBatchNormGradV3",
                            "y_backprop:T x:T scale:float reserve_space_1:U reserve_space_2:U reserve_space_3:U -> x_backprop:T scale_backprop:U offset_backprop:U reserve_space_4:U reserve_space_5:U",
                            "T:type U:type" + BATCH,
                            Normalizations::gradient),
                    Operator.of("LRN", "input:T -> output:T", LOCAL, Normalizations::local),
                    Operator.of(
                            "LRNGrad",
                            "input_grads:T input_image:T output_image:T -> output:T",
                            LOCAL,
                            Normalizations::gradientOfLocal));

    private Normalizations() {}

    private static Map<String, Object> attrs(LoweringSite site, Value x) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException("input must be 4-dimensional, found " + x.shape());
        }
        boolean training = site.attrs().flag("is_training");
        return Images.of(site)
                .attrs(
                        "is_test",
                        training ? 0 : 1,
                        "epsilon",
                        (double) site.attrs().real("epsilon"),
                        "momentum",
                        0.0);
    }

    /**
     * In training the running numbers that the core makes are, of nothing kept, the batch's own;
     * its variance is handed out unbiased, and as it is to the gradient.
     */
    private static void forward(LoweringSite site, int outputs) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        Map<String, Object> attrs = attrs(site, x);
        Value scale = site.input(1);
        DType dtype = x.type().dtype();
        Value real = f.cast(x, scale.type().dtype());
        boolean training = site.attrs().flag("is_training");
        Value mean = training ? zeros(f, scale) : site.input(3);
        Value variance = training ? zeros(f, scale) : site.input(4);
        Node norm =
                site.append(
                        SpatialBN.OP, attrs, List.of(real, scale, site.input(2), mean, variance));
        Value unbiased = variance;
        if (training) {
            mean = norm.output(1);
            variance = norm.output(2);
            long each = x.shape().size() / Math.max(1, scale.shape().size());
            unbiased = f.times((double) each / Math.max(1, each - 1), variance);
        }
        Value[] all = new Value[outputs];
        all[0] = f.cast(norm.output(0), dtype);
        all[1] = mean;
        all[2] = unbiased;
        all[3] = mean;
        all[4] = variance;
        if (outputs > 5) {
            all[5] = f.number(scale, 0);
        }
        site.give(all);
    }

    private static Value zeros(Formula f, Value like) {
        return f.filled(like.type().dtype(), like.shape(), 0);
    }

    /** What the core's gradient reads is 1 / sqrt(variance + epsilon) in training. */
    private static void gradient(LoweringSite site) {
        Formula f = new Formula(site);
        Value dy = site.input(0);
        Value x = site.input(1);
        Map<String, Object> attrs = attrs(site, x);
        Value scale = site.input(2);
        Value spread = site.input(4);
        if (site.attrs().flag("is_training")) {
            Value shifted = f.plus(spread, site.attrs().real("epsilon"));
            spread = site.value(Pow.OP, Map.of("exponent", -0.5), shifted);
        }
        DType real = scale.type().dtype();
        List<Value> inputs =
                List.of(f.cast(x, real), scale, site.input(3), spread, f.cast(dy, real));
        Node all = site.append(SpatialBNGrad.OP, attrs, inputs);
        Value none = f.number(scale, 0);
        Value dx = f.cast(all.output(0), x.type().dtype());
        site.give(dx, all.output(1), all.output(2), none, none);
    }

    private static Map<String, ?> local(LoweringSite site, Shape x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException("in must be 4-dimensional, found " + x);
        }
        long size = 2 * site.attrs().integer("depth_radius") + 1;
        return Map.of(
                "size",
                size,
                "alpha",
                (double) site.attrs().real("alpha") * size, // not divided by the window
                "beta",
                (double) site.attrs().real("beta"),
                "bias",
                (double) site.attrs().real("bias"),
                "channels_last",
                1);
    }

    private static void local(LoweringSite site) {
        Value x = site.input(0);
        site.give(site.value(LRN.OP, local(site, x.shape()), x));
    }

    private static void gradientOfLocal(LoweringSite site) {
        Value x = site.input(1);
        Map<String, ?> attrs = local(site, x.shape());
        Value scale = site.append(LRN.OP, attrs, List.of(x)).output(1);
        site.give(site.value(LRN.GRAD_X, attrs, x, site.input(2), scale, site.input(0)));
    }
}
