package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.OperatorCode;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Operators that make of each number, or of two that meet, another one; and Softmax. */
final class ElementTranslations {
    private ElementTranslations() {}

    static void addTo(Map<String, Translation> table) {
        table.put("Relu", site -> unary(site, OperatorCode.RELU));
        table.put("Sigmoid", site -> unary(site, OperatorCode.LOGISTIC));
        table.put("Tanh", site -> unary(site, OperatorCode.TANH));
        table.put("Exp", site -> unary(site, OperatorCode.EXP));
        table.put("Sqrt", site -> unary(site, OperatorCode.SQRT));
        table.put(
                "LeakyRelu",
                site -> unary(site, OperatorCode.LEAKY_RELU, (float) site.attrs().f("alpha")));
        table.put("Clip", ElementTranslations::clip);
        table.put("PRelu", ElementTranslations::prelu);
        table.put("Swish", ElementTranslations::swish);
        table.put("Scale", site -> scale(site, site.attrs().f("scale")));
        table.put("Negative", site -> scale(site, -1));
        table.put("Sqr", ElementTranslations::square);
        table.put("Sum", ElementTranslations::sum);
        table.put("Add", site -> binary(site, OperatorCode.ADD));
        table.put("Sub", site -> binary(site, OperatorCode.SUB));
        table.put("Mul", site -> binary(site, OperatorCode.MUL));
        table.put("Div", ElementTranslations::div);
        table.put("Max", site -> extreme(site, OperatorCode.MAXIMUM));
        table.put("Min", site -> extreme(site, OperatorCode.MINIMUM));
        table.put("Softmax", ElementTranslations::softmax);
        table.put("Cast", ElementTranslations::cast);
        for (String same : List.of("Copy", "StopGradient", "CheckNumerics")) {
            table.put(same, site -> giveAs(site, site.held(0).tensor()));
        }
    }

    /** Gives a tensor that stands as input 0 stands. */
    private static void giveAs(NodeSite site, LiteTensor tensor) {
        site.give(tensor, site.isChannelsLast(0));
    }

    private static void unary(NodeSite site, OperatorCode code, Object... options) {
        LiteTensor x = site.held(0).tensor();
        giveAs(site, site.append(code, Arrays.asList(options), x.shape, x));
    }

    private static void clip(NodeSite site) {
        double min = site.attrs().f("min");
        double max = site.attrs().f("max");
        if (min == 0 && max == 6) {
            unary(site, OperatorCode.RELU6);
            return;
        }
        LiteTensor x = site.held(0).tensor();
        if (max < Float.MAX_VALUE) {
            x = site.append(OperatorCode.MINIMUM, List.of(), x.shape, x, site.number(max));
        }
        if (min == 0) {
            x = site.append(OperatorCode.RELU, List.of(), x.shape, x);
        } else if (min > -Float.MAX_VALUE) {
            x = site.append(OperatorCode.MAXIMUM, List.of(), x.shape, x, site.number(min));
        }
        giveAs(site, x);
    }

    private static void prelu(NodeSite site) {
        float[] slope = site.floats(1);
        LiteTensor x = site.shape(0).rank() == 4 ? site.images(0) : site.held(0).tensor();
        boolean planes = site.shape(0).rank() == 4 && site.takesPlanes();
        site.require(
                planes || site.shape(0).rank() == 2 || !site.takesPlanes() || slope.length == 1,
                "its channels stand neither last nor in images");
        int[] shape = new int[x.shape.length - 1];
        Arrays.fill(shape, 1);
        shape[shape.length - 1] = x.shape[x.shape.length - 1];
        float[] all = new float[shape[shape.length - 1]];
        for (int i = 0; i < all.length; i++) {
            all[i] = slope[slope.length == 1 ? 0 : i];
        }
        LiteTensor slopes = LiteTensor.constant(site.input(1).name(), all, shape);
        site.give(site.append(OperatorCode.PRELU, List.of(), x.shape, x, slopes), planes);
    }

    private static void swish(NodeSite site) {
        LiteTensor x = site.held(0).tensor();
        LiteTensor gate = site.append(OperatorCode.LOGISTIC, List.of(), x.shape, x);
        giveAs(site, site.append(OperatorCode.MUL, noActivation(), x.shape, x, gate));
    }

    private static void scale(NodeSite site, double factor) {
        LiteTensor x = site.held(0).tensor();
        giveAs(
                site,
                site.append(OperatorCode.MUL, noActivation(), x.shape, x, site.number(factor)));
    }

    private static void square(NodeSite site) {
        LiteTensor x = site.held(0).tensor();
        giveAs(site, site.append(OperatorCode.MUL, noActivation(), x.shape, x, x));
    }

    static List<Object> noActivation() {
        return List.of((byte) 0);
    }

    private static void sum(NodeSite site) {
        boolean last = false;
        for (int i = 0; i < site.inputCount(); i++) {
            last |= site.isChannelsLast(i);
        }
        LiteTensor y = last ? site.lastOf(0) : site.plain(0);
        for (int i = 1; i < site.inputCount(); i++) {
            LiteTensor more = last ? site.lastOf(i) : site.plain(i);
            y = site.append(OperatorCode.ADD, noActivation(), y.shape, y, more);
        }
        site.give(y, last);
    }

    private static void extreme(NodeSite site, OperatorCode code) {
        boolean last = site.isChannelsLast(0);
        LiteTensor y = last ? site.lastOf(0) : site.plain(0);
        for (int i = 1; i < site.inputCount(); i++) {
            site.require(site.shape(i).equals(site.shape(0)), "its operands differ in shape");
            LiteTensor more = last ? site.lastOf(i) : site.plain(i);
            y = site.append(code, List.of(), y.shape, y, more);
        }
        site.give(y, last);
    }

    private static void div(NodeSite site) {
        if (!site.isConstant(1)) {
            binary(site, OperatorCode.DIV);
            return;
        }
        NDArray divisor = site.constant(1).copy();
        for (int i = 0; i < divisor.size(); i++) {
            divisor.set(i, 1 / divisor.get(i));
        }
        boolean last = isLast(site);
        LiteTensor b = operand(site, divisor, site.input(1).name() + "/inverse", 1, last);
        give(site, OperatorCode.MUL, operand(site, 0, last), b, last);
    }

    private static void binary(NodeSite site, OperatorCode code) {
        boolean last = isLast(site);
        give(site, code, operand(site, 0, last), operand(site, 1, last), last);
    }

    private static boolean isLast(NodeSite site) {
        return site.isChannelsLast(0) || site.isChannelsLast(1);
    }

    private static void give(
            NodeSite site, OperatorCode code, LiteTensor a, LiteTensor b, boolean last) {
        site.give(site.append(code, noActivation(), site.outShape(last), a, b), last);
    }

    private static LiteTensor operand(NodeSite site, int i, boolean last) {
        if (site.isConstant(i)) {
            return operand(site, site.constant(i), site.input(i).name(), i, last);
        }
        Shape shape = extended(site, i);
        if (!last) {
            return site.reshaped(site.plain(i), shape.toArray());
        }
        if (site.shape(i).rank() == 4) {
            return site.lastOf(i);
        }
        site.require(
                shape.dim(2) * shape.dim(3) == 1 || shape.dim(1) == 1,
                "an operand of fewer dimensions can't be turned with the images");
        return site.reshaped(site.plain(i), Translator.channelsLast(shape.toArray()));
    }

    /** A constant operand, in the shape in which it meets the other. */
    private static LiteTensor operand(
            NodeSite site, NDArray numbers, String name, int i, boolean last) {
        float[] given = Translator.floats(numbers);
        int[] shape = extended(site, i).toArray();
        if (last) {
            float[] turned = new float[given.length];
            int cells = shape[2] * shape[3];
            for (int n = 0; n < shape[0]; n++) {
                for (int c = 0; c < shape[1]; c++) {
                    for (int cell = 0; cell < cells; cell++) {
                        turned[(n * cells + cell) * shape[1] + c] =
                                given[(n * shape[1] + c) * cells + cell];
                    }
                }
            }
            given = turned;
            shape = Translator.channelsLast(shape);
        }
        int ones = 0; // leading extents of 1 say nothing
        while (ones < shape.length - 1 && shape[ones] == 1) {
            ones++;
        }
        return LiteTensor.constant(name, given, Arrays.copyOfRange(shape, ones, shape.length));
    }

    /** The shape of an operand with as many dimensions as the output has. */
    private static Shape extended(NodeSite site, int i) {
        int rank = site.outShape().rank();
        Shape shape = site.shape(i);
        int ahead = rank - shape.rank();
        boolean block = i == 1 && site.attrs().flag("broadcast");
        if (block && site.attrs().i("axis") != -1) {
            ahead = site.attrs().int32("axis");
        }
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            boolean own = axis >= ahead && axis - ahead < shape.rank();
            dims.add(own ? shape.dim(axis - ahead) : 1);
        }
        return Shape.of(dims);
    }

    private static void softmax(NodeSite site) {
        Rows rows = Rows.at(site.attrs().int32("axis"), site.shape(0));
        LiteTensor x = site.reshaped(site.plain(0), rows.n(), rows.d());
        LiteTensor y = site.append(OperatorCode.SOFTMAX, List.of(1f), x.shape, x);
        site.give(site.reshaped(y, site.outShape().toArray()));
    }

    private static void cast(NodeSite site) {
        LiteTensor x = site.held(0).tensor();
        var type = Translator.type(site.node().output(0).type());
        LiteTensor y = new LiteTensor(site.name(), type, x.shape, null, null);
        List<Object> options = List.of((byte) x.type.code(), (byte) type.code());
        giveAs(site, site.append(OperatorCode.CAST, options, y, x));
    }
}
