package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.conv.Conv;
import org.duograph.tensor.Shape;

/**
 * Convolutions, each channel by itself or all together. TensorFlow's filters are kh x kw x C x M;
 * the core has M first, and the channels where those of the images are.
 */
final class Convolutions {
    private static final String ATTRS =
            "T:type strides:list(int) use_cudnn_on_gpu:bool=true padding:string explicit_paddings:list(int)=[] data_format:string=NHWC dilations:list(int)=[1,1,1,1]";
    private static final String DEPTHWISE =
            "T:type strides:list(int) padding:string data_format:string=NHWC dilations:list(int)=[1,1,1,1]";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "Conv2D",
                            "input:T filter:T -> output:T",
                            ATTRS,
                            site -> forward(site, false)),
                    Operator.of(
                            "Conv2DBackpropInput",
                            "input_sizes:int32 filter:T out_backprop:T -> output:T",
                            ATTRS,
                            site -> toInput(site, false)),
                    Operator.of(
                            "Conv2DBackpropFilter",
                            "input:T filter_sizes:int32 out_backprop:T -> output:T",
                            ATTRS,
                            site -> toFilter(site, false)),
                    Operator.of(
                            "DepthwiseConv2dNative",
                            "input:T filter:T -> output:T",
                            DEPTHWISE,
                            site -> forward(site, true)),
                    Operator.of(
                            "DepthwiseConv2dNativeBackpropInput",
                            "input_sizes:int32 filter:T out_backprop:T -> output:T",
                            DEPTHWISE,
                            site -> toInput(site, true)),
                    Operator.of(
                            "DepthwiseConv2dNativeBackpropFilter",
                            "input:T filter_sizes:int32 out_backprop:T -> output:T",
                            DEPTHWISE,
                            site -> toFilter(site, true)));

    private Convolutions() {}

    private static void forward(LoweringSite site, boolean byChannel) {
        Value x = site.input(0);
        Value filter = site.input(1);
        Map<String, ?> attrs = attrs(site, x.shape(), filter.shape(), byChannel);
        site.give(site.value(Conv.OP, attrs, x, toCore(site, filter, byChannel)));
    }

    /** What a Conv2D gives and the bias that {@code site} adds to its channels, in one node. */
    static Value withBias(LoweringSite site, LoweringSite conv, Value bias) {
        Value x = conv.input(0);
        Value filter = conv.input(1);
        Map<String, ?> attrs = attrs(conv, x.shape(), filter.shape(), false);
        return site.value(Conv.OP, attrs, x, toCore(conv, filter, false), bias);
    }

    private static void toInput(LoweringSite site, boolean byChannel) {
        Shape x = Shape.of(site.numbers(0, "input_sizes"));
        Value filter = site.input(1);
        Value dy = site.input(2);
        Map<String, ?> attrs = attrs(site, x, filter.shape(), byChannel);
        Value w = toCore(site, filter, byChannel);
        Value like = new Formula(site).filled(dy.type().dtype(), x, 0);
        requireFits(site, attrs, like, w, dy);
        site.give(site.value(Conv.GRAD_X, attrs, w, dy, like));
    }

    private static void toFilter(LoweringSite site, boolean byChannel) {
        Value x = site.input(0);
        Shape filter = Shape.of(site.numbers(1, "filter_sizes"));
        Value dy = site.input(2);
        Map<String, ?> attrs = attrs(site, x.shape(), filter, byChannel);
        Value zeros = new Formula(site).filled(dy.type().dtype(), filter, 0);
        Value like = toCore(site, zeros, byChannel);
        requireFits(site, attrs, x, like, dy);
        Value dw = site.value(Conv.GRAD_W, attrs, x, dy, like);
        site.give(fromCore(site, dw, filter, byChannel));
    }

    private static void requireFits(
            LoweringSite site, Map<String, ?> attrs, Value x, Value w, Value dy) {
        Shape y = site.value(Conv.OP, attrs, x, w).shape();
        if (!y.equals(dy.shape())) {
            throw new IllegalArgumentException(
                    "out_backprop must be of the shape %s of the convolution's output, found %s"
                            .formatted(y, dy.shape()));
        }
    }

    private static Map<String, ?> attrs(
            LoweringSite site, Shape x, Shape filter, boolean byChannel) {
        Images images = Images.of(site);
        if (x.rank() != 4 || filter.rank() != 4) {
            throw new IllegalArgumentException(
                    "input and filter must be 4-dimensional, found %s and %s".formatted(x, filter));
        }
        int channels = x.dim(images.channels());
        int perGroup = filter.dim(2);
        boolean fits = byChannel ? channels == perGroup : perGroup > 0 && channels % perGroup == 0;
        if (!fits) {
            throw new IllegalArgumentException(
                    "input depth must be evenly divisible by filter depth: %d vs %d"
                            .formatted(channels, perGroup));
        }
        List<Long> kernel = List.of((long) filter.dim(0), (long) filter.dim(1));
        List<Long> strides = images.both(site, "strides");
        List<Long> dilation = images.both(site, "dilations");
        return images.attrs(
                "kernel", kernel,
                "stride", strides,
                "dilation", dilation,
                "pad", images.pad(site, x, kernel, strides, dilation),
                "group", byChannel ? channels : channels / perGroup);
    }

    /** kh x kw x C x M as M x kh x kw x C or M x C x kh x kw; by channel, M is C times more. */
    private static Value toCore(LoweringSite site, Value filter, boolean byChannel) {
        boolean last = Images.of(site).channelsLast();
        Value w = filter;
        if (byChannel) {
            Shape f = filter.shape();
            List<Integer> flat = List.of(f.dim(0), f.dim(1), 1, f.dim(2) * f.dim(3));
            w = new Formula(site).reshape(filter, flat);
        }
        return last
                ? Images.transposed(site, w, 3, 0, 1, 2)
                : Images.transposed(site, w, 3, 2, 0, 1);
    }

    private static Value fromCore(LoweringSite site, Value w, Shape filter, boolean byChannel) {
        boolean last = Images.of(site).channelsLast();
        Value f =
                last
                        ? Images.transposed(site, w, 1, 2, 3, 0)
                        : Images.transposed(site, w, 2, 3, 1, 0);
        return byChannel ? new Formula(site).reshape(f, filter.toList()) : f;
    }
}
