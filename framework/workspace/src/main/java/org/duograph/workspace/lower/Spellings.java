package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.OpDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.TypeNumbers;

/**
 * What Caffe2's arguments can say in several ways, and a graph's attributes in one only.
 *
 * <pre>
 * kernel, or kernel_h and kernel_w, or kernels     kernel = [h, w]; so stride, dilation and adj
 * pad, or pad_t, pad_l, pad_b, pad_r, or pads      pad = [top, left, bottom, right]
 * legacy_pad                                       the same, see {@link LegacyPad}
 * order = "NHWC"                                   channels_last = 1; for Concat and Split axis = -1
 * axis_str = "C"                                   axis = 1, the place of the letter in order
 * dtype = 10, to = "int64"                         the element type, see {@link TypeNumbers}
 * no min, no max of Clip                           the least and greatest float32 number
 * </pre>
 *
 * <p>Source: Caffe2's ConvPoolOpBase, and the constructors of the operators.
 */
public final class Spellings {
    private static final List<String> SIDES = List.of("kernel", "stride", "dilation", "adj");

    /** Arguments that no attribute is called like: those that other classes read or none does. */
    private static final Set<String> OTHERS =
            Set.of(
                    "legacy_pad",
                    "order",
                    "axis_str",
                    "num_batches",
                    "no_bias",
                    "input_as_shape",
                    "from_type",
                    "use_grad_hack",
                    "sequence_lengths",
                    "exhaustive_search",
                    "shared_buffer",
                    "ws_nbytes_limit",
                    "use_scratch",
                    "run_once",
                    "use_cudnn",
                    "cudnn_exhaustive_search",
                    "cudnn_state",
                    "init_params",
                    "num_output", // says how large a weight is to be, before there is one
                    "net_position",
                    "convolution_transform_strategy",
                    "training_mode",
                    "float16_compute",
                    "allow_broadcast_fastpath",
                    "dim_size",
                    "grad_on_weights",
                    "enable_broadcast");

    private final OpDef def;
    private final Args args;
    private final Map<String, Object> attrs = new LinkedHashMap<>();

    private Spellings(OpDef def, Args args) {
        this.def = def;
        this.args = args;
    }

    /**
     * Whether an argument that no attribute is called like belongs to one of Caffe2's operators.
     */
    static boolean isCaffe2s(String name) {
        if (OTHERS.contains(name) || ways("pad").contains(name)) {
            return true;
        }
        return SIDES.stream().anyMatch(side -> ways(side).contains(name));
    }

    /** The arguments that spell an attribute: one for all sides, one for each, one with a list. */
    private static List<String> ways(String name) {
        return name.equals("pad")
                ? List.of("pad", "pad_t", "pad_l", "pad_b", "pad_r", "pads")
                : List.of(name, name + "_h", name + "_w", name + "s");
    }

    /** Whether {@link #attributes} reads that attribute, because it has several spellings. */
    public static boolean has(Attr attr) {
        return attr.kind() == Kind.TYPE
                || attr.kind() == Kind.INTS
                        && (SIDES.contains(attr.name()) || attr.name().equals("pad"));
    }

    /** The names of the arguments that together give an attribute. */
    public static List<String> of(Attr attr) {
        String name = attr.name();
        if (name.equals("channels_last")) {
            return List.of("order");
        }
        if (!has(attr) || attr.kind() == Kind.TYPE) {
            return List.of(name);
        }
        List<String> ways = new ArrayList<>(ways(name));
        if (name.equals("pad")) {
            ways.add("legacy_pad");
        }
        return ways;
    }

    /**
     * Reads the attributes that have several spellings.
     *
     * @param inputs the shapes of the operator's first inputs, as far as they are known
     * @throws IllegalArgumentException if an argument can't be; the message names it
     */
    public static Map<String, Object> attributes(OpDef def, Args args, List<Shape> inputs) {
        Spellings s = new Spellings(def, args);
        s.types();
        s.bounds();
        s.sides();
        s.order();
        s.pads(inputs);
        s.refuseWhatIsNotThere();
        return s.attrs;
    }

    private boolean understands(String name) {
        return def.attr(name) != null;
    }

    private void types() {
        for (Attr attr : def.attrs().values()) {
            if (attr.kind() == Kind.TYPE && args.has(attr.name())) {
                String name = attr.name();
                boolean number = args.get(name).hasI();
                String word = number ? "" + args.i(name, 0L) : args.s(name, "");
                attrs.put(name, TypeNumbers.type(word));
            }
        }
    }

    private void bounds() {
        if (def.type().startsWith("Clip")) {
            if (!args.has("min")) {
                attrs.put("min", (double) -Float.MAX_VALUE);
            }
            if (!args.has("max")) {
                attrs.put("max", (double) Float.MAX_VALUE);
            }
        }
    }

    private void sides() {
        for (String name : SIDES) {
            if (understands(name) && has(def.attr(name)) && isGiven(name)) {
                long otherwise = name.equals("stride") || name.equals("dilation") ? 1 : 0;
                long[] sides = sides(name, otherwise);
                attrs.put(name, List.of(sides[0], sides[1]));
            }
        }
    }

    private boolean isGiven(String name) {
        return ways(name).stream().anyMatch(args::has);
    }

    /** A number for each side, which may be given in three ways: by itself, in a list, for all. */
    private long[] sides(String name, long otherwise) {
        List<String> ways = ways(name);
        long[] sides = new long[ways.size() - 2];
        String plural = ways.get(ways.size() - 1);
        long[] list = args.has(plural) ? args.ints(plural) : new long[] {args.i(name, otherwise)};
        if (list.length != 1 && list.length != sides.length) {
            throw new IllegalArgumentException(
                    "%s must hold 1 number or %d, found %d"
                            .formatted(plural, sides.length, list.length));
        }
        for (int i = 0; i < sides.length; i++) {
            sides[i] = args.i(ways.get(i + 1), list.length == 1 ? list[0] : list[i]);
        }
        return sides;
    }

    private void order() {
        String order = args.s("order", "NCHW");
        boolean joins = Set.of("Concat", "ConcatGradX", "Split").contains(def.type());
        boolean images = understands("channels_last");
        if ((joins || images) && !order.equals("NCHW") && !order.equals("NHWC")) {
            throw new IllegalArgumentException("order must be NCHW or NHWC, found " + order);
        }
        if (images && order.equals("NHWC")) {
            attrs.put("channels_last", 1L);
        }
        if (joins && args.has("order")) {
            if (args.has("axis") && def.type().equals("Concat")) {
                throw new IllegalArgumentException("give either axis or order, not both");
            }
            if (!args.has("axis") && order.equals("NHWC")) {
                attrs.put("axis", -1L);
            }
        }
        boolean meets = understands("broadcast") || def.type().equals("SumReduceLike");
        String letter = args.s("axis_str", "");
        if (meets && !letter.isEmpty() && args.i("axis", -1L) == -1) {
            int axis = order.indexOf(letter);
            if (letter.length() != 1 || axis < 0) {
                throw new IllegalArgumentException(
                        "axis_str must be one letter of order %s, found \"%s\""
                                .formatted(order, letter));
            }
            attrs.put("axis", (long) axis);
        }
    }

    private void pads(List<Shape> inputs) {
        if (!understands("pad")) {
            return;
        }
        long[] pads = sides("pad", 0);
        int legacy = args.i("legacy_pad", 0);
        if (legacy != 0 && !args.flag("global_pooling", false)) {
            if (!understands("dilation")) {
                throw new IllegalArgumentException("legacy_pad is not supported here");
            }
            pads = LegacyPad.of(legacy, pads, attrs, inputs);
        }
        if (legacy != 0 || isGiven("pad")) {
            attrs.put("pad", List.of(pads[0], pads[1], pads[2], pads[3]));
        }
    }

    private void refuseWhatIsNotThere() {
        if (def.type().startsWith("SpatialBN") && args.i("num_batches", 1) != 1) {
            throw new IllegalArgumentException("num_batches must be 1");
        }
        if (def.type().equals("BatchMatMul") && args.flag("broadcast", false)) {
            throw new IllegalArgumentException("broadcast is not supported");
        }
        boolean pixels = def.type().startsWith("SpatialSoftmaxWithLoss");
        if (pixels && !args.s("order", "NCHW").equals("NCHW")) {
            throw new IllegalArgumentException("order must be NCHW");
        }
    }

    /** The arguments that say what these attributes say: the way back from {@link #attributes}. */
    public static Map<String, Object> arguments(OpDef def, Map<String, ?> attrs) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        attrs.forEach(
                (name, value) -> {
                    if (name.equals("channels_last")) {
                        arguments.put("order", value.equals(0L) ? "NCHW" : "NHWC");
                    } else if (value instanceof DType type) {
                        arguments.put(name, TypeNumbers.word(type));
                    } else if (value instanceof List<?> sides && has(def.attr(name))) {
                        boolean alike = sides.stream().distinct().count() == 1;
                        arguments.put(alike ? name : name + "s", alike ? sides.get(0) : sides);
                    } else {
                        arguments.put(name, value);
                    }
                });
        return arguments;
    }
}
