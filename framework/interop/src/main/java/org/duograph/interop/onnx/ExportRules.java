package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/** What an operator of the core means, in operators of ONNX. */
final class ExportRules {
    /** A rule. */
    interface Writing {
        void write(ExportSite site);
    }

    /** Operators that are the same there, by both names. */
    private static final Map<String, String> SAME = same();

    private static final Map<String, Writing> OTHERS =
            Map.ofEntries(
                    entry("Add", s -> binary(s, "Add")),
                    entry("Sub", s -> binary(s, "Sub")),
                    entry("Mul", s -> binary(s, "Mul")),
                    entry("Div", s -> binary(s, "Div")),
                    entry("EQ", s -> binary(s, "Equal")),
                    entry("GT", s -> binary(s, "Greater")),
                    entry("LT", s -> binary(s, "Less")),
                    entry("And", s -> binary(s, "And")),
                    entry("Or", s -> binary(s, "Or")),
                    entry("Pow", ExportRules::pow),
                    entry(
                            "Scale",
                            s ->
                                    s.give(
                                            "Mul",
                                            List.of(s.in(0), s.number(s.attrs().f("scale"))),
                                            Map.of())),
                    entry("Sqr", s -> s.give("Mul", List.of(s.in(0), s.in(0)), Map.of())),
                    entry(
                            "Cast",
                            s ->
                                    s.give(
                                            "Cast",
                                            List.of(s.in(0)),
                                            Map.of("to", OnnxType.code(s.attrs().type("to"))))),
                    entry("Dropout", s -> s.give("Identity", List.of(s.in(0)), Map.of())),
                    entry("Reshape", ExportRules::shaped),
                    entry("Flatten", ExportRules::shaped),
                    entry("FlattenToVec", ExportRules::shaped),
                    entry("ResizeLike", ExportRules::shaped),
                    entry("ExpandDims", ExportRules::shaped),
                    entry("Squeeze", ExportRules::shaped),
                    entry("Transpose", ExportRules::transpose),
                    entry("Concat", ExportRules::concat),
                    entry("Slice", ExportRules::box),
                    entry("Tile", ExportRules::tile),
                    entry(
                            "GatherElements",
                            s ->
                                    s.give(
                                            "GatherElements",
                                            List.of(s.in(0), s.in(1)),
                                            Map.of("axis", s.attrs().i("axis")))),
                    entry("Split", ExportRules::split),
                    entry("StridedSlice", ExportRules::slice),
                    entry(
                            "Expand",
                            s ->
                                    s.give(
                                            "Expand",
                                            List.of(
                                                    s.in(0),
                                                    s.wholes(s.node().output(0).shape().toList())),
                                            Map.of())),
                    entry(
                            "Gather",
                            s -> s.give("Gather", List.of(s.in(0), s.in(1)), Map.of("axis", 0))),
                    entry("ConstantFill", ExportRules::fill),
                    entry("ReduceSum", s -> reduce(s, "ReduceSum")),
                    entry("ReduceMean", s -> reduce(s, "ReduceMean")),
                    entry("ReduceMax", s -> reduce(s, "ReduceMax")),
                    entry("ReduceMin", s -> reduce(s, "ReduceMin")),
                    entry("ReduceProd", s -> reduce(s, "ReduceProd")),
                    entry("ArgMax", s -> arg(s, "ArgMax")),
                    entry("ArgMin", s -> arg(s, "ArgMin")),
                    entry("Softmax", s -> LayerExport.rows(s, "Softmax")),
                    entry("LogSoftmax", s -> LayerExport.rows(s, "LogSoftmax")),
                    entry("SoftmaxWithLoss", s -> LayerExport.rows(s, "Softmax")),
                    entry("FC", LayerExport::fc),
                    entry("MatMul", LayerExport::matMul),
                    entry("BatchMatMul", LayerExport::batchMatMul),
                    entry("Conv", LayerExport::conv),
                    entry("ConvTranspose", LayerExport::convTranspose),
                    entry("MaxPool", s -> LayerExport.pool(s, "MaxPool")),
                    entry("AveragePool", s -> LayerExport.pool(s, "AveragePool")),
                    entry("SpatialBN", NormExport::batchNorm),
                    entry("InstanceNorm", NormExport::instanceNorm),
                    entry("LayerNorm", NormExport::layerNorm),
                    entry("LRN", NormExport::lrn),
                    entry("GroupNorm", NormExport::groupNorm),
                    entry("RMSNorm", NormExport::rmsNorm),
                    entry("Attention", AttentionExport::write),
                    entry("ChannelShuffle", ImageExport::shuffle),
                    entry("Pad", ImageExport::pad),
                    entry("PadImage", ImageExport::padImage),
                    entry("DepthToSpace", s -> ImageExport.blocks(s, "DepthToSpace")),
                    entry("ResizeNearest", ImageExport::resize),
                    entry("UpsampleNearest", ImageExport::resize),
                    entry("LSTM", RecurrentExport::lstm),
                    entry("GRU", RecurrentExport::gru),
                    entry("RNN", RecurrentExport::rnn));

    private ExportRules() {}

    private static Map<String, String> same() {
        Map<String, String> same = new LinkedHashMap<>();
        for (String type :
                List.of(
                        "Abs",
                        "Acos",
                        "Acosh",
                        "Asin",
                        "Asinh",
                        "Atan",
                        "Atanh",
                        "Ceil",
                        "Cos",
                        "Cosh",
                        "Erf",
                        "Exp",
                        "Floor",
                        "IsNaN",
                        "Log",
                        "Not",
                        "Relu",
                        "Round",
                        "Sigmoid",
                        "Sign",
                        "Sin",
                        "Sinh",
                        "Softplus",
                        "Softsign",
                        "Sqrt",
                        "Tan",
                        "Tanh",
                        "Sum",
                        "Max",
                        "Min",
                        "Where")) {
            same.put(type, type);
        }
        same.put("Negative", "Neg");
        same.put("Copy", "Identity");
        same.put("StopGradient", "Identity");
        same.put("CheckNumerics", "Identity");
        return same;
    }

    /** What of a node's inputs is read for inference. */
    static List<Value> read(Node node) {
        boolean first = node.op().type().equals("SoftmaxWithLoss");
        return first ? node.inputs().subList(0, 1) : node.inputs();
    }

    /**
     * Writes a node.
     *
     * @throws UnsupportedModelException if there is no rule for it
     */
    static void write(ExportSite site) {
        String type = site.node().op().type();
        if (SAME.containsKey(type)) {
            List<String> inputs = new ArrayList<>();
            for (int i = 0; i < site.node().inputs().size(); i++) {
                inputs.add(site.in(i));
            }
            site.give(SAME.get(type), inputs, Map.of());
            return;
        }
        Writing rule = OTHERS.getOrDefault(type, ActivationExport.RULES.get(type));
        if (rule == null) {
            throw new UnsupportedModelException("ONNX has no operator for it that is written here");
        }
        rule.write(site);
    }

    /** Caffe2's way of laying B on A is said by B's shape. */
    private static void binary(ExportSite s, String type) {
        String b = s.in(1);
        if (s.attrs().flag("broadcast") && s.attrs().i("axis") != -1) {
            Shape block = s.shape(1);
            int after = s.shape(0).rank() - (int) s.attrs().i("axis") - block.rank();
            List<Integer> dims = new ArrayList<>(block.toList());
            dims.addAll(Collections.nCopies(Math.max(0, after), 1));
            b = s.reshaped(b, Shape.of(dims));
        }
        s.give(type, List.of(s.in(0), b), Map.of());
    }

    private static void pow(ExportSite s) {
        if (s.has(1)) {
            binary(s, "Pow");
        } else {
            s.give("Pow", List.of(s.in(0), s.number(s.attrs().f("exponent"))), Map.of());
        }
    }

    private static void shaped(ExportSite s) {
        String shape = s.wholes(s.node().output(0).shape().toList());
        s.give("Reshape", List.of(s.in(0), shape), Map.of());
    }

    private static void transpose(ExportSite s) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        if (s.attrs().has("axes")) {
            attrs.put("perm", s.attrs().ints("axes"));
        }
        s.give("Transpose", List.of(s.in(0)), attrs);
    }

    private static void concat(ExportSite s) {
        List<String> parts = new ArrayList<>();
        int axis = s.attrs().int32("axis");
        boolean adds = s.attrs().flag("add_axis");
        int rank = s.node().output(0).shape().rank();
        int at = axis < 0 ? axis + rank : axis;
        for (int i = 0; i < s.node().inputs().size(); i++) {
            List<Integer> dims = new ArrayList<>(s.shape(i).toList());
            if (adds) {
                dims.add(at, 1);
            }
            parts.add(adds ? s.reshaped(s.in(i), Shape.of(dims)) : s.in(i));
        }
        s.give("Concat", parts, Map.of("axis", at));
    }

    private static void split(ExportSite s) {
        if (s.attrs().flag("add_axis")) {
            throw new UnsupportedModelException("add_axis is not written");
        }
        int axis = s.shape(0).axis(s.attrs().i("axis"));
        List<Integer> sizes = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (Value part : s.node().outputs()) {
            sizes.add(part.shape().dim(axis));
            outputs.add(s.out(part.index()));
        }
        s.write("Split", List.of(s.in(0), s.wholes(sizes)), outputs, Map.of("axis", axis));
    }

    private static void slice(ExportSite s) {
        List<Long> starts = s.attrs().ints("starts");
        List<Long> counts = s.attrs().ints("counts");
        List<Long> steps = s.attrs().ints("steps");
        List<Long> ends = new ArrayList<>();
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            long end = starts.get(i) + counts.get(i) * steps.get(i);
            ends.add(end < 0 ? Long.MIN_VALUE / 2 : end); // before the first, going backwards
            axes.add(i);
        }
        s.give(
                "Slice",
                List.of(s.in(0), s.wholes(starts), s.wholes(ends), s.wholes(axes), s.wholes(steps)),
                Map.of());
    }

    /** Cut out by places alone. */
    private static void box(ExportSite s) {
        Shape y = s.node().output(0).shape();
        List<Long> starts = new ArrayList<>(s.attrs().ints("starts"));
        while (starts.size() < y.rank()) {
            starts.add(0L);
        }
        List<Long> ends = new ArrayList<>();
        for (int axis = 0; axis < y.rank(); axis++) {
            long start = starts.get(axis);
            starts.set(axis, start < 0 ? start + s.shape(0).dim(axis) + 1 : start);
            ends.add(starts.get(axis) + y.dim(axis));
        }
        s.give("Slice", List.of(s.in(0), s.wholes(starts), s.wholes(ends)), Map.of());
    }

    private static void tile(ExportSite s) {
        List<Integer> times = new ArrayList<>(Collections.nCopies(s.shape(0).rank(), 1));
        times.set(s.shape(0).axis(s.attrs().i("axis")), s.attrs().int32("tiles"));
        s.give("Tile", List.of(s.in(0), s.wholes(times)), Map.of());
    }

    private static void fill(ExportSite s) {
        Value y = s.node().output(0);
        org.duograph.tensor.NDArray one =
                org.duograph.tensor.NDArray.full(y.type().withShape(), s.attrs().f("value"));
        String number = s.names().array(s.node().name() + "_number", one);
        s.give("Expand", List.of(number, s.wholes(y.shape().toList())), Map.of());
    }

    private static List<Long> axes(ExportSite s) {
        List<Long> axes = new ArrayList<>();
        if (s.attrs().has("axes")) {
            axes.addAll(s.attrs().ints("axes"));
        } else {
            Formula.axes(s.shape(0).rank()).forEach(a -> axes.add((long) a));
        }
        return axes;
    }

    private static void reduce(ExportSite s, String type) {
        s.reduce(type, s.in(0), axes(s), s.attrs().i("keepdims"), s.out(0));
    }

    private static void arg(ExportSite s, String type) {
        int axis = s.shape(0).axis(s.attrs().i("axis"));
        s.give(type, List.of(s.in(0)), Map.of("axis", axis, "keepdims", s.attrs().i("keepdims")));
    }
}
