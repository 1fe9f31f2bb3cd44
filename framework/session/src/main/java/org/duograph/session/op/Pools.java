package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.pool.AveragePool;
import org.duograph.ops.pool.MaxPool;
import org.duograph.tensor.Shape;

/** Pooling; an average is of the cells that lie in the image. */
final class Pools {
    private static final String WINDOW =
            "ksize:list(int) strides:list(int) padding:string data_format:string=NHWC";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "MaxPool",
                            "input:T -> output:T",
                            "T:type=float " + WINDOW,
                            site -> forward(site, MaxPool.OP)),
                    Operator.of(
                            "MaxPoolV2",
                            "input:T ksize:int32 strides:int32 -> output:T",
                            "T:type=float padding:string data_format:string=NHWC",
                            site -> forward(site, MaxPool.OP)),
                    Operator.of(
                            "AvgPool",
                            "value:T -> output:T",
                            "T:type " + WINDOW,
                            site -> forward(site, AveragePool.OP)),
                    Operator.of(
                            "MaxPoolGrad",
                            "orig_input:T orig_output:T grad:T -> output:T",
                            "T:type=float " + WINDOW,
                            Pools::gradientOfMax),
                    Operator.of(
                            "AvgPoolGrad",
                            "orig_input_shape:int32 grad:T -> output:T",
                            "T:type " + WINDOW,
                            Pools::gradientOfAverage));

    private Pools() {}

    private static Map<String, ?> attrs(LoweringSite site, Shape x) {
        Images images = Images.of(site);
        if (x.rank() != 4) {
            throw new IllegalArgumentException("input must be 4-dimensional, found " + x);
        }
        boolean given = site.attrs().has("ksize");
        List<Long> kernel =
                images.both(
                        "ksize", given ? site.attrs().integers("ksize") : site.numbers(1, "ksize"));
        List<Long> strides =
                images.both(
                        "strides",
                        given ? site.attrs().integers("strides") : site.numbers(2, "strides"));
        List<Long> pad = images.pad(site, x, kernel, strides, List.of(1L, 1L));
        return images.attrs("kernel", kernel, "stride", strides, "pad", pad);
    }

    private static void forward(LoweringSite site, OpDef op) {
        Value x = site.input(0);
        site.give(site.value(op, attrs(site, x.shape()), x));
    }

    /** Finds again where the maxima stand, which the core keeps and TensorFlow does not. */
    private static void gradientOfMax(LoweringSite site) {
        Value x = site.input(0);
        Map<String, ?> attrs = attrs(site, x.shape());
        Node again = site.append(MaxPool.OP, attrs, List.of(x));
        requireSame(again.output(0).shape(), site.input(2).shape());
        site.give(site.value(MaxPool.GRAD_X, attrs, again.output(1), site.input(2), x));
    }

    private static void gradientOfAverage(LoweringSite site) {
        Shape x = Shape.of(site.numbers(0, "orig_input_shape"));
        Value dy = site.input(1);
        Map<String, ?> attrs = attrs(site, x);
        Value like = new Formula(site).filled(dy.type().dtype(), x, 0);
        requireSame(site.value(AveragePool.OP, attrs, like).shape(), dy.shape());
        site.give(site.value(AveragePool.GRAD_X, attrs, dy, like));
    }

    private static void requireSame(Shape y, Shape dy) {
        if (!y.equals(dy)) {
            throw new IllegalArgumentException(
                    "grad must be of the shape %s of the output, found %s".formatted(y, dy));
        }
    }
}
