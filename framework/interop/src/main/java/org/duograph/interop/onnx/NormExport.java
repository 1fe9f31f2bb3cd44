package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Normalisations in operators of ONNX. */
final class NormExport {
    private NormExport() {}

    /** For inference, with the running mean and variance, also of a net that trains. */
    static void batchNorm(ExportSite s) {
        LayerExport.giveImages(
                s,
                "BatchNormalization",
                List.of(LayerExport.images(s, 0), s.in(1), s.in(2), s.in(3), s.in(4)),
                Map.of("epsilon", s.attrs().f("epsilon")));
    }

    static void instanceNorm(ExportSite s) {
        LayerExport.giveImages(
                s,
                "InstanceNormalization",
                List.of(LayerExport.images(s, 0), s.in(1), s.in(2)),
                Map.of("epsilon", s.attrs().f("epsilon")));
    }

    /** Written out: version 13 has no such operator. */
    static void layerNorm(ExportSite s) {
        int axis = s.shape(0).axis(s.attrs().i("axis"));
        List<Integer> axes = Formula.axes(s.shape(0).rank()).subList(axis, s.shape(0).rank());
        String mean = s.mean(s.in(0), axes);
        String centred = s.part("Sub", List.of(s.in(0), mean), Map.of());
        String squares = s.part("Mul", List.of(centred, centred), Map.of());
        s.give("Div", List.of(centred, root(s, s.mean(squares, axes))), Map.of());
    }

    private static String root(ExportSite s, String squares) {
        String more = s.part("Add", List.of(squares, s.number(s.attrs().f("epsilon"))), Map.of());
        return s.part("Sqrt", List.of(more), Map.of());
    }

    /** Written out, as layerNorm is. */
    static void rmsNorm(ExportSite s) {
        int axis = s.shape(0).axis(s.attrs().i("axis"));
        List<Integer> axes = Formula.axes(s.shape(0).rank()).subList(axis, s.shape(0).rank());
        String squares = s.part("Mul", List.of(s.in(0), s.in(0)), Map.of());
        String row = s.part("Div", List.of(s.in(0), root(s, s.mean(squares, axes))), Map.of());
        s.give("Mul", List.of(row, s.in(1)), Map.of());
    }

    /** An instance normalisation in which each group is a channel, and then scale and bias. */
    static void groupNorm(ExportSite s) {
        Shape x = s.shape(0);
        int groups = s.attrs().int32("group");
        NDArray ones = NDArray.full(s.node().input(0).type().withShape(groups), 1);
        NDArray zeros = NDArray.zeros(ones.type());
        String name = s.node().name();
        String rows =
                s.reshaped(s.in(0), Shape.of(x.dim(0), groups, x.sizeOf(1, x.rank()) / groups));
        String normal =
                s.part(
                        "InstanceNormalization",
                        List.of(
                                rows,
                                s.names().array(name + "_ones", ones),
                                s.names().array(name + "_zeros", zeros)),
                        Map.of("epsilon", s.attrs().f("epsilon")));
        List<Integer> channels = new ArrayList<>(Collections.nCopies(x.rank() - 1, 1));
        channels.set(0, x.dim(1));
        String scale = s.reshaped(s.in(1), Shape.of(channels));
        String scaled = s.part("Mul", List.of(s.reshaped(normal, x), scale), Map.of());
        s.give("Add", List.of(scaled, s.reshaped(s.in(2), Shape.of(channels))), Map.of());
    }

    static void lrn(ExportSite s) {
        LayerExport.giveImages(
                s,
                "LRN",
                List.of(LayerExport.images(s, 0)),
                Map.of(
                        "size", s.attrs().i("size"),
                        "alpha", s.attrs().f("alpha"),
                        "beta", s.attrs().f("beta"),
                        "bias", s.attrs().f("bias")));
    }
}
