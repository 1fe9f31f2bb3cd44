package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.norm.SpatialBNRelu;
import org.duograph.ops.norm.SpatialBNReluGrad;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Rows;

/**
 * Normalisation of a batch and of rows, by kernels of our own: cuDNN's running variances are not
 * divided by the number of elements as the operator's are, and some of its algorithms sum in float.
 */
final class NormKernels implements KernelFamily {
    static final String MODULE = "norm";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "SpatialBN", "SpatialBNRelu" -> Entry.of(NormKernels::forward);
            case "SpatialBNGrad", "SpatialBNReluGrad" -> Entry.of(NormKernels::grad);
            case "LayerNorm" -> Entry.of(NormKernels::layer);
            case "LayerNormGradX" -> Entry.of(NormKernels::layerGrad);
            default -> null;
        };
    }

    private static double epsilon(Draft d) {
        return d.attrs().f("epsilon");
    }

    private static int relu(Draft d) {
        return d.node().op() == SpatialBNRelu.OP ? 1 : 0;
    }

    /** What the layer gave, where a Relu was part of it; else null. */
    private static Where result(Draft d) {
        return d.node().op() == SpatialBNReluGrad.OP ? new Where.In(5) : null;
    }

    private static void forward(Draft d) {
        Channels c = Channels.of(d.attrs(), d.inShape(0));
        d.mayOverwrite(0, 0);
        if (d.attrs().flag("is_test")) {
            apply(d, c, new Where.In(3), new Where.In(4), true);
            return;
        }
        d.mayOverwrite(1, 3);
        d.mayOverwrite(2, 4);
        if (ChannelSums.pieces(c) == 1) {
            Launch all = ChannelSums.launch(d, "batch_norm", c).in(0).out(0);
            batch(d, all.ints(ChannelSums.struct(c))).integer(relu(d)).add();
            return;
        }
        Where sums = ChannelSums.scratch(d, c);
        Where squares = ChannelSums.scratch(d, c);
        ChannelSums.launch(d, "batch_moments", c)
                .in(0)
                .ints(ChannelSums.struct(c))
                .at(sums)
                .at(squares)
                .add();
        Launch settle = d.launch(MODULE, "batch_settle").over(c.count()).at(sums).at(squares);
        batch(d, settle.ints(ChannelSums.struct(c))).add();
        apply(d, c, new Where.Out(3), new Where.Out(4), false);
    }

    /** The arguments that are numbers for each channel, and those that tell how. */
    private static Launch batch(Draft d, Launch launch) {
        for (int i = 1; i < 5; i++) {
            launch.in(i);
        }
        for (int o = 1; o < 5; o++) {
            launch.out(o);
        }
        return launch.real(epsilon(d)).real(d.attrs().f("momentum"));
    }

    private static void apply(Draft d, Channels c, Where mean, Where spread, boolean isVariance) {
        d.launch(MODULE, "batch_apply")
                .over(d.inSize(0))
                .in(0)
                .out(0)
                .ints(ChannelSums.struct(c))
                .in(1)
                .in(2)
                .at(mean)
                .at(spread)
                .integer(isVariance ? 1 : 0)
                .real(epsilon(d))
                .integer(relu(d))
                .add();
    }

    private static void grad(Draft d) {
        Channels c = Channels.of(d.attrs(), d.inShape(0));
        boolean test = d.attrs().flag("is_test");
        if (!d.isUsed(0) && !d.isUsed(1) && result(d) == null) {
            ChannelSums.draw(d, new Where.In(4), c, 2);
            return;
        }
        d.mayOverwrite(0, 4);
        if (!test && ChannelSums.pieces(c) == 1) {
            ChannelSums.launch(d, "batch_gradient", c)
                    .in(0)
                    .in(4)
                    .at(result(d))
                    .out(0)
                    .ints(ChannelSums.struct(c))
                    .in(1)
                    .in(2)
                    .in(3)
                    .out(1)
                    .out(2)
                    .add();
            return;
        }
        if (!test || d.isUsed(1) || d.isUsed(2)) {
            gradientSums(d, c, test);
        }
        if (d.isUsed(0)) {
            d.launch(MODULE, "batch_gradient_apply")
                    .over(d.inSize(0))
                    .in(0)
                    .in(4)
                    .at(result(d))
                    .out(0)
                    .ints(ChannelSums.struct(c))
                    .in(1)
                    .in(2)
                    .in(3)
                    .integer(test ? 1 : 0)
                    .real(epsilon(d))
                    .out(1)
                    .out(2)
                    .add();
        }
    }

    private static void gradientSums(Draft d, Channels c, boolean test) {
        Where sums = ChannelSums.scratch(d, c);
        Where dots = ChannelSums.scratch(d, c);
        ChannelSums.launch(d, "batch_gradient_sums", c)
                .in(0)
                .in(4)
                .at(result(d))
                .ints(ChannelSums.struct(c))
                .in(2)
                .at(sums)
                .at(dots)
                .add();
        d.launch(MODULE, "batch_gradient_settle")
                .over(c.count())
                .at(sums)
                .at(dots)
                .ints(ChannelSums.struct(c))
                .in(3)
                .integer(test ? 1 : 0)
                .real(epsilon(d))
                .out(1)
                .out(2)
                .add();
    }

    private static LineNorm rows(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        return new LineNorm(rows.n(), rows.d(), 1, 1, true);
    }

    private static void layer(Draft d) {
        d.mayOverwrite(0, 0);
        rows(d).forward(d, null, null);
    }

    private static void layerGrad(Draft d) {
        d.mayOverwrite(0, 3);
        rows(d).gradient(d, null, new Where.In(1), new Where.In(2), new Where.In(3), null, null);
    }
}
