package org.duograph.backend.vector;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Node;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.tensor.ArrayType;

/** Convolution and its gradients: by Winograd's way where it fits, else as products of rows. */
final class ConvKernels implements KernelFamily {
    static final String BY_CHANNELS = "winograd, by channels";

    /** Multiply-adds from which on an alternative can save more than the measuring costs. */
    private static final long WORTH_TIMING = 2_000_000;

    /** Numbers of transformed filters from which on threads had better share them. */
    private static final long MANY_FILTERS = 1 << 19;

    /** Numbers of spread tiles that may be kept. */
    private static final long FEW_TILES = 1 << 23;

    /** Numbers under a row of the window up to which lines are taken untimed. */
    private static final int FEW_NUMBERS = 64;

    @Override
    public void draw(Drawing d) {
        alternatives(d.node()).get(0).drawing().accept(d);
    }

    @Override
    public boolean isWorthTiming(Node node) {
        if (node.op().type().equals("ConvGradB")) {
            return false;
        }
        ConvGeometry g = geometry(node);
        long taps = (long) g.window().kh() * g.window().kw() * g.c() / g.group();
        return taps * g.n() * g.m() * g.oh() * g.ow() >= WORTH_TIMING;
    }

    @Override
    public List<Alternative<Drawing>> alternatives(Node node) {
        String type = node.op().type();
        if (type.equals("ConvGradB")) {
            return List.of(new Alternative<>("sums", ColumnSums::draw));
        }
        ConvGeometry g = geometry(node);
        List<Alternative<Drawing>> all = new ArrayList<>();
        if (DepthwiseConv.fits(g)) {
            return List.of(new Alternative<>("depthwise", d -> DepthwiseConv.draw(d, g)));
        }
        all.add(new Alternative<>("rows", d -> rows(d, g)));
        if (ConvLines.fits(g) && !type.equals("ConvGradX")) {
            boolean few = g.window().kw() * g.c() <= FEW_NUMBERS;
            all.add(few ? 0 : 1, new Alternative<>("lines", d -> lines(d, g)));
        }
        if (WinogradConv.fits(g)) {
            all.add(0, new Alternative<>("winograd", d -> winograd(d, g, false)));
            if (isDeep(g)) {
                all.add(0, new Alternative<>(BY_CHANNELS, d -> winograd(d, g, true)));
            }
        }
        return all;
    }

    /** Whether filters are many, and tiles few enough to be kept all at once. */
    private static boolean isDeep(ConvGeometry g) {
        WinogradTiles t = WinogradConv.tiles(g);
        long filters = (long) WinogradTiles.POINTS * g.c() * g.m();
        long tiles = (long) WinogradTiles.POINTS * t.all() * Math.max(g.c(), g.m());
        return filters > MANY_FILTERS && tiles < FEW_TILES && g.m() > Products.WIDTH;
    }

    static void winograd(Drawing d, ConvGeometry g, boolean byChannels) {
        switch (d.node().op().type()) {
            case "Conv" -> WinogradConv.forward(d, g, byChannels, false);
            case "ConvRelu" -> WinogradConv.forward(d, g, byChannels, true);
            case "ConvGradX" -> WinogradConv.gradX(d, g, byChannels);
            default -> WinogradGradW.draw(d, g, byChannels);
        }
    }

    static ConvGeometry geometry(Node node) {
        return switch (node.op().type()) {
            case "ConvGradX" -> geometry(node, 2, 0);
            case "ConvGradW" -> geometry(node, 0, 2);
            default -> geometry(node, 0, 1);
        };
    }

    private static ConvGeometry geometry(Node node, int x, int w) {
        return ConvGeometry.of(node.attrs(), node.input(x).shape(), node.input(w).shape());
    }

    static void rows(Drawing d, ConvGeometry g) {
        switch (d.node().op().type()) {
            case "Conv" -> ConvRows.forward(d, g, false);
            case "ConvRelu" -> ConvRows.forward(d, g, true);
            case "ConvGradX" -> ConvRows.gradX(d, g);
            default -> ConvRows.gradW(d, g);
        }
    }

    private static void lines(Drawing d, ConvGeometry g) {
        switch (d.node().op().type()) {
            case "Conv" -> ConvLines.forward(d, g, false);
            case "ConvRelu" -> ConvLines.forward(d, g, true);
            default -> ConvLines.gradW(d, g);
        }
    }

    /** Filters M x C/group x kh x kw, or M x kh x kw x C/group, as kh x kw x C/group x M. */
    static VectorLayout filters(ArrayType type, boolean nhwc) {
        return new VectorLayout(type, nhwc ? List.of(1, 2, 3, 0) : List.of(2, 3, 1, 0));
    }

    /** Adds the bias, if there is one, to pixels of Y, and takes their positive part. */
    static void finish(Span y, int first, int last, int m, Span b, boolean relu) {
        for (int p = first; p < last; p++) {
            int at = y.start() + p * m;
            if (b != null && relu) {
                Loops.addRelu(b.array(), b.start(), y.array(), at, m);
            } else if (b != null) {
                Loops.add(b.array(), b.start(), y.array(), at, m);
            } else if (relu) {
                Loops.relu(y.array(), at, y.array(), at, m);
            }
        }
    }
}
