package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What the contract runs: every sample of the catalogue, and larger shapes where a backend may take
 * another way than with three channels.
 */
final class Cases {
    private static final int C = 32;

    private Cases() {}

    /** All cases of these operators, in their order, and then larger ones. */
    static List<Case> all(Collection<OpDef> operators) {
        List<Case> all = new ArrayList<>();
        operators.forEach(op -> op.samples().forEach(s -> all.add(new Case(op, s))));
        List<Case> larger = new ArrayList<>();
        larger(larger);
        larger.stream().filter(c -> operators.contains(c.op())).forEach(all::add);
        return all;
    }

    private static void larger(List<Case> all) {
        for (String conv : List.of("Conv", "ConvRelu")) {
            conv(all, conv, Map.of("kernel", 3, "pad", 1), image(C, 9, 10), filters(C, C, 3), C);
            int deep = 4 * C; // so many channels that a backend may take Winograd's way
            conv(
                    all,
                    conv,
                    Map.of("kernel", 3, "pad", 1),
                    image(deep, 5, 6),
                    filters(deep, deep, 3),
                    deep);
            conv(
                    all,
                    conv,
                    Map.of("kernel", 3, "stride", 2),
                    image(3, 12, 11),
                    filters(C, 3, 3),
                    C);
            conv(
                    all,
                    conv,
                    Map.of("kernel", 3, "group", 2),
                    image(C, 7, 7),
                    filters(C, C / 2, 3),
                    C);
            conv(all, conv, Map.of("kernel", 3, "group", C), image(C, 7, 7), filters(C, 1, 3), C);
            conv(all, conv, Map.of("kernel", 1), image(5, 6, 6), filters(7, 5, 1), 7);
            conv(
                    all,
                    conv,
                    Map.of("kernel", 3, "pad", 1, "order", "NHWC"),
                    Shape.of(2, 9, 10, C),
                    Shape.of(C, 3, 3, C),
                    C);
        }
        Map<String, ?> same = Map.of("kernel", 3, "pad", 1);
        add(all, "ConvGradX", same, filters(C, C, 3), image(C, 9, 10), image(C, 9, 10));
        add(all, "ConvGradX", same, filters(C, 3, 3), image(C, 9, 10), image(3, 9, 10));
        add(all, "ConvGradW", same, image(C, 9, 10), image(C, 9, 10), filters(C, C, 3));
        add(all, "ConvGradW", same, image(3, 9, 10), image(C, 9, 10), filters(C, 3, 3));
        add(all, "ConvGradB", Map.of(), image(C, 9, 10));
        add(all, "ConvGradB", Map.of(), image(C + 3, 9, 10));
        for (String activation : List.of("Relu", "Sigmoid", "Tanh", "Exp")) {
            add(all, activation, Map.of(), image(C + 3, 5, 5));
            add(all, activation + "GradX", Map.of(), image(C + 3, 5, 5), image(C + 3, 5, 5));
        }
        add(all, "PRelu", Map.of(), image(C, 5, 5), Shape.of(C));
        add(all, "InstanceNorm", Map.of(), image(C, 5, 6), Shape.of(C), Shape.of(C));
        Shape x5 = image(C + 3, 5, 6);
        add(all, "PReluGradX", Map.of(), x5, Shape.of(C + 3), x5);
        add(all, "PReluGradX", Map.of(), x5, Shape.of(1), x5);
        add(all, "PReluGradSlope", Map.of(), x5, x5, Shape.of(C + 3));
        add(all, "PReluGradSlope", Map.of(), x5, x5, Shape.of(1));
        Sample.Input positive5 = Sample.real(x5, 0.1, 1);
        addSample(all, "SoftplusGradX", Sample.of(Map.of(), positive5, Sample.real(x5, -1, 1)));
        add(all, "SumReduceLike", Map.of("axis", 1), image(C, 5, 6), Shape.of(C));
        add(all, "SumReduceLike", Map.of(), image(C, 5, 6), Shape.of(1, 6));
        add(all, "ReduceMean", Map.of("axes", List.of(2, 3)), x5);
        add(all, "ReduceMean", Map.of("axes", List.of(0, 2)), x5);
        add(all, "ReduceSum", Map.of("axes", List.of(1, 3)), x5);
        add(all, "UpsampleNearest", Map.of(), x5);
        Map<String, ?> larger = Map.of("height_scale", 3, "width_scale", 2);
        add(all, "ResizeNearest", larger, x5);
        add(all, "ResizeNearestGradX", larger, image(C + 3, 15, 12), x5);
        add(all, "LRN", Map.of("size", 5, "alpha", 0.5, "beta", 0.75), image(C, 5, 6));
        Map<String, ?> twice = Map.of("kernel", 3, "stride", 2, "pad", 1, "adj", 1);
        conv(all, "ConvTranspose", twice, image(C, 5, 6), filters(C, 16, 3), 16);
        add(all, "Split", Map.of("outputs", 2), image(C, 5, 6));
        for (String pool : List.of("MaxPool", "AveragePool")) {
            add(all, pool, Map.of("kernel", 2, "stride", 2), image(C, 8, 10));
            add(all, pool, Map.of("kernel", 3, "stride", 2, "pad", 1), image(C, 9, 7));
            add(all, pool, Map.of("kernel", 3, "stride", 2, "legacy_pad", 3), image(C, 8, 8));
            add(all, pool, Map.of("global_pooling", 1), image(C, 4, 4));
        }
        Map<String, ?> halve = Map.of("kernel", 2, "stride", 2);
        add(all, "AveragePoolGradX", halve, image(C, 4, 5), image(C, 8, 10));
        add(all, "FC", Map.of(), Shape.of(16, C, 4, 4), Shape.of(64, C * 16), Shape.of(64));
        add(all, "FCRelu", Map.of(), Shape.of(16, C, 4, 4), Shape.of(64, C * 16), Shape.of(64));
        add(
                all,
                "FCGradX",
                Map.of(),
                Shape.of(64, C * 16),
                Shape.of(16, 64),
                Shape.of(16, C, 4, 4));
        add(
                all,
                "FCGradW",
                Map.of(),
                Shape.of(16, C, 4, 4),
                Shape.of(16, 64),
                Shape.of(64, C * 16));
        add(all, "FCGradB", Map.of(), Shape.of(16, 64));
        Sample.Input x = Sample.real(image(C, 6, 5), -1, 1);
        Sample.Input c = Sample.real(Shape.of(C), 0.5, 1.5);
        addSample(all, "SpatialBN", Sample.of(Map.of(), x, c, c, c, c));
        addSample(all, "SpatialBN", Sample.of(Map.of("is_test", 1), x, c, c, c, c));
        addSample(all, "SpatialBNGrad", Sample.of(Map.of(), x, c, c, c, x));
        Shape w = filters(C, C, 3);
        Shape one = Shape.of(1);
        add(all, "MomentumSGDUpdate", Map.of("momentum", 0.9), w, w, one, w);
        add(all, "MomentumSGDUpdate", Map.of("momentum", 0.9, "nesterov", 1), w, w, one, w);
        add(all, "WeightedSum", Map.of(), w, one, w, one);
        Sample.Input any = Sample.real(filters(C + 1, C, 3), -1, 1);
        Sample.Input positive = Sample.real(filters(C + 1, C, 3), 0.1, 1);
        Sample.Input lr = Sample.real(one, -1, -0.1);
        Sample.Input iter = Sample.whole(DType.INT64, one, 0, 50);
        addSample(all, "Adam", Sample.of(Map.of(), any, any, positive, any, lr, iter));
        addSample(all, "Adagrad", Sample.of(Map.of(), any, positive, any, lr));
        addSample(all, "RmsProp", Sample.of(Map.of("momentum", 0.9), any, positive, any, lr));
        add(all, "Sum", Map.of(), image(C, 5, 5), image(C, 5, 5), image(C, 5, 5));
        add(all, "Concat", Map.of("axis", 1), image(C, 5, 5), image(16, 5, 5));
    }

    /** Two images. */
    private static Shape image(int channels, int h, int w) {
        return Shape.of(2, channels, h, w);
    }

    private static Shape filters(int m, int channels, int k) {
        return Shape.of(m, channels, k, k);
    }

    private static void conv(
            List<Case> all, String type, Map<String, ?> attrs, Shape x, Shape w, int m) {
        add(all, type, attrs, x, w, Shape.of(m));
    }

    private static void add(List<Case> all, String type, Map<String, ?> attrs, Shape... shapes) {
        addSample(
                all,
                type,
                new Sample(attrs, Stream.of(shapes).map(s -> Sample.real(s, -1, 1)).toList()));
    }

    private static void addSample(List<Case> all, String type, Sample sample) {
        if (OpCatalog.has(type)) {
            all.add(new Case(OpCatalog.get(type), sample));
        }
    }
}
