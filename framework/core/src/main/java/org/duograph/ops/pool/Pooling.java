package org.duograph.ops.pool;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.Shape;

/** What all poolings share: their operands, and windows of every kind to test them with. */
final class Pooling {
    private Pooling() {}

    /** Starts the definition of a pooling whose Y is the {@code fold}, max say, of each window. */
    static OpBuilder named(String type, String fold) {
        return OpDef.named(type)
                .formula(
                        "Y[n, c, i, j] = "
                                + fold
                                + " over u, v of"
                                + " X[n, c, i*stride - pad_top + u*dilation,"
                                + " j*stride - pad_left + v*dilation]; cells outside X don't count")
                .input("X", "images, N x C x H x W (or N x H x W x C)")
                .output("Y", "N x C x oh x ow (or N x oh x ow x C)")
                .attrs(PoolGeometry.ATTRS)
                .byImage()
                .sample(Sample.of(Map.of("kernel", 2, "stride", 2), Shape.of(2, 3, 4, 6)))
                .sample(Sample.of(Map.of("kernel", 3, "stride", 2, "pad", 1), Shape.of(2, 2, 5, 7)))
                .sample(
                        Sample.of(
                                Map.of("kernel", 3, "stride", 2, "pad", List.of(0, 0, 2, 2)),
                                Shape.of(1, 2, 6, 6)))
                .sample(
                        Sample.of(
                                Map.of("kernel", 2, "dilation", 2, "pad", 1), Shape.of(1, 2, 5, 4)))
                .sample(
                        Sample.of(
                                Map.of("kernel", 2, "stride", 2, "channels_last", 1),
                                Shape.of(2, 4, 4, 3)))
                .sample(Sample.of(Map.of("global_pooling", 1), Shape.of(2, 3, 3, 4)))
                .wide(Sample.of(Map.of("kernel", 2, "stride", 2), Shape.of(2, 32, 8, 10)))
                .wide(Sample.of(Map.of("kernel", 3, "stride", 2, "pad", 1), Shape.of(2, 32, 9, 7)))
                .wide(
                        Sample.of(
                                Map.of("kernel", 3, "stride", 2, "pad", List.of(0, 0, 2, 2)),
                                Shape.of(2, 32, 8, 8)))
                .wide(Sample.of(Map.of("global_pooling", 1), Shape.of(2, 32, 4, 4)));
    }
}
