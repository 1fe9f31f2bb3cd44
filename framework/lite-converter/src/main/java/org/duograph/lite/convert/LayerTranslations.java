package org.duograph.lite.convert;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.OperatorCode;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.conv.ConvTranspose;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/** Convolutions, matrix products and pools. */
final class LayerTranslations {
    private static final byte NO_ACTIVATION = 0;
    private static final byte RELU = 1;

    private LayerTranslations() {}

    static void addTo(Map<String, Translation> table) {
        table.put("Conv", site -> conv(site, NO_ACTIVATION));
        table.put("ConvRelu", site -> conv(site, RELU));
        table.put("ConvTranspose", LayerTranslations::convTranspose);
        table.put("FC", site -> fc(site, NO_ACTIVATION));
        table.put("FCRelu", site -> fc(site, RELU));
        table.put("MatMul", LayerTranslations::matMul);
        table.put("MaxPool", site -> pool(site, OperatorCode.MAX_POOL_2D));
        table.put("AveragePool", site -> pool(site, OperatorCode.AVERAGE_POOL_2D));
    }

    private static LiteTensor bias(NodeSite site, int m) {
        return site.has(2)
                ? LiteTensor.constant(site.input(2).name(), site.floats(2), m)
                : LiteTensor.constant(site.node().name() + "/bias", new float[m], m);
    }

    private static void conv(NodeSite site, byte activation) {
        ConvGeometry g = ConvGeometry.of(site.attrs(), site.shape(0), site.shape(1));
        Window k = g.window();
        boolean planes = site.takesPlanes();
        int cg = g.c() / g.group();
        boolean depthwise = g.group() > 1 && cg == 1;
        float[] given = site.floats(1); // m x cg x cells, or m x cells x cg
        int cells = k.kh() * k.kw();
        float[] weights = new float[given.length];
        for (int o = 0; o < g.m(); o++) {
            for (int cell = 0; cell < cells; cell++) {
                for (int i = 0; i < cg; i++) {
                    int from = planes ? (o * cg + i) * cells + cell : (o * cells + cell) * cg + i;
                    int to = depthwise ? cell * g.m() + o : (o * cells + cell) * cg + i;
                    weights[to] = given[from];
                }
            }
        }
        String name = site.input(1).name();
        LiteTensor w =
                depthwise
                        ? LiteTensor.constant(name, weights, 1, k.kh(), k.kw(), g.m())
                        : LiteTensor.constant(name, weights, g.m(), k.kh(), k.kw(), cg);
        LiteTensor b = bias(site, g.m());
        Padding padding = Padding.of(k, g.h(), g.w(), g.oh(), g.ow());
        LiteTensor x = padding.padded(site, site.images(0), 0);
        List<Object> options =
                depthwise
                        ? Arrays.asList(
                                padding.code(),
                                k.strideW(),
                                k.strideH(),
                                g.m() / g.group(),
                                activation,
                                k.dilationW(),
                                k.dilationH())
                        : Arrays.asList(
                                padding.code(),
                                k.strideW(),
                                k.strideH(),
                                activation,
                                k.dilationW(),
                                k.dilationH());
        OperatorCode code = depthwise ? OperatorCode.DEPTHWISE_CONV_2D : OperatorCode.CONV_2D;
        int[] shape = {g.n(), g.oh(), g.ow(), g.m()};
        site.give(site.append(code, options, shape, x, w, b), planes);
    }

    private static void convTranspose(NodeSite site) {
        ConvGeometry g = ConvTranspose.turnedRound(site.attrs(), site.shape(0), site.shape(1));
        Window k = g.window();
        boolean planes = site.takesPlanes();
        int c = g.m(); // turned round: what comes in are the convolution's outputs
        int m = g.c();
        int cells = k.kh() * k.kw();
        float[] given = site.floats(1); // c x m x cells, or c x cells x m
        float[] weights = new float[given.length];
        for (int i = 0; i < c; i++) {
            for (int o = 0; o < m; o++) {
                for (int cell = 0; cell < cells; cell++) {
                    int from = planes ? (i * m + o) * cells + cell : (i * cells + cell) * m + o;
                    weights[(o * cells + cell) * c + i] = given[from];
                }
            }
        }
        LiteTensor w = LiteTensor.constant(site.input(1).name(), weights, m, k.kh(), k.kw(), c);
        LiteTensor b = bias(site, m);
        int fullH = (g.oh() - 1) * k.strideH() + k.kh();
        int fullW = (g.ow() - 1) * k.strideW() + k.kw();
        boolean same =
                isSame(g.oh(), g.h(), k.strideH(), fullH, k.padTop())
                        && isSame(g.ow(), g.w(), k.strideW(), fullW, k.padLeft());
        site.require(
                same || (k.padTop() + g.h() <= fullH && k.padLeft() + g.w() <= fullW),
                "its output has rows or columns that no pixel reaches (adj)");
        int[] shape =
                same ? new int[] {g.n(), g.h(), g.w(), m} : new int[] {g.n(), fullH, fullW, m};
        byte padding = (byte) (same ? 0 : 1);
        LiteTensor y =
                site.append(
                        OperatorCode.TRANSPOSE_CONV,
                        Arrays.asList(padding, k.strideW(), k.strideH()),
                        shape,
                        LiteTensor.constant(site.name(), shape),
                        w,
                        site.images(0),
                        b);
        if (!same) {
            int[] cut = {g.n(), g.h(), g.w(), m};
            y = ShapeTranslations.slice(site, y, new int[] {0, k.padTop(), k.padLeft(), 0}, cut);
        }
        site.give(y, planes);
    }

    /** Whether the padding SAME stands for what is cut off. */
    private static boolean isSame(int in, int out, int stride, int full, int before) {
        int total = Math.max(0, full - out);
        return in == (out + stride - 1) / stride && before == total / 2;
    }

    private static void fc(NodeSite site, byte activation) {
        Shape x = site.shape(0);
        int axis = Axes.cut(x, site.attrs().i("axis"));
        int rows = x.sizeOf(0, axis);
        int k = x.sizeOf(axis, x.rank());
        float[] weights = site.floats(1);
        int m = weights.length / k;
        LiteTensor in;
        if (site.isChannelsLast(0) && axis == 1) { // rather turn the weights than the images
            weights = byChannelsLast(weights, m, x.dim(1), x.dim(2) * x.dim(3));
            in = site.held(0).tensor();
        } else {
            in = site.plain(0);
        }
        LiteTensor w = LiteTensor.constant(site.input(1).name(), weights, m, k);
        LiteTensor b = bias(site, m);
        fullyConnected(site, site.reshaped(in, rows, k), w, b, activation);
    }

    /** Columns that stand as C x cells, as cells x C. */
    static float[] byChannelsLast(float[] weights, int m, int c, int cells) {
        float[] turned = new float[weights.length];
        for (int o = 0; o < m; o++) {
            for (int i = 0; i < c; i++) {
                for (int cell = 0; cell < cells; cell++) {
                    int row = o * c * cells;
                    turned[row + cell * c + i] = weights[row + i * cells + cell];
                }
            }
        }
        return turned;
    }

    private static void fullyConnected(
            NodeSite site, LiteTensor x, LiteTensor w, LiteTensor b, byte activation) {
        List<Object> options = Arrays.asList(activation, null, null);
        int[] shape = {x.shape[0], w.shape[0]};
        LiteTensor y = site.append(OperatorCode.FULLY_CONNECTED, options, shape, x, w, b);
        site.give(site.reshaped(y, site.outShape().toArray()));
    }

    private static void matMul(NodeSite site) {
        site.require(!site.attrs().flag("trans_a"), "its first operand is transposed");
        Shape a = site.shape(0);
        int axis = Axes.cut(a, site.attrs().i("axis_a"));
        int rows = a.sizeOf(0, axis);
        int k = a.sizeOf(axis, a.rank());
        float[] given = site.floats(1);
        int m = given.length / k;
        float[] weights = given;
        if (!site.attrs().flag("trans_b")) {
            weights = new float[given.length];
            for (int i = 0; i < k; i++) {
                for (int o = 0; o < m; o++) {
                    weights[o * k + i] = given[i * m + o];
                }
            }
        }
        LiteTensor w = LiteTensor.constant(site.input(1).name(), weights, m, k);
        LiteTensor b = LiteTensor.constant(site.node().name() + "/bias", new float[m], m);
        fullyConnected(site, site.reshaped(site.plain(0), rows, k), w, b, NO_ACTIVATION);
    }

    private static void pool(NodeSite site, OperatorCode code) {
        PoolGeometry g = PoolGeometry.of(site.attrs(), site.shape(0));
        Window k = g.window();
        site.require(k.dilationH() == 1 && k.dilationW() == 1, "its window has dilations");
        Padding padding = Padding.of(k, g.h(), g.w(), g.oh(), g.ow());
        boolean max = code == OperatorCode.MAX_POOL_2D;
        site.require(
                max || padding.isKnown(),
                "its window reaches over the border in a way that is neither SAME nor VALID");
        LiteTensor x = padding.padded(site, site.images(0), max ? -Float.MAX_VALUE : 0);
        List<Object> options =
                Arrays.asList(
                        padding.code(), k.strideW(), k.strideH(), k.kw(), k.kh(), NO_ACTIVATION);
        int[] shape = {g.n(), g.oh(), g.ow(), g.c()};
        site.give(site.append(code, options, shape, x), site.takesPlanes());
    }
}
