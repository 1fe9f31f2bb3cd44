package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Channels dealt out like cards, so that the groups of the next convolution see all groups of the
 * last. Dealing to G groups is undone by dealing to C / G.
 *
 * <p>Source: Zhang et al., "ShuffleNet", 2017.
 */
public final class ChannelShuffle {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ChannelShuffle")
                    .summary("Interleaves the channels of groups.")
                    .formula("Y[k * group + g] = X[g * (C / group) + k], channel by channel")
                    .input("X", "N x C x ... (or N x ... x C)")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the shape of X")
                    .attrs(Attr.ofInt("group", 1, "The number of groups."), Window.CHANNELS_LAST)
                    .types(ChannelShuffle::types)
                    .gradient(ChannelShuffle::gradient)
                    .kernel(ChannelShuffle::run)
                    .example(
                            new Example(
                                    Map.of("group", 2),
                                    List.of(NDArray.of(Shape.of(1, 6), 1f, 2, 3, 4, 5, 6)),
                                    List.of(NDArray.of(Shape.of(1, 6), 1f, 4, 2, 5, 3, 6))))
                    .sample(Sample.of(Map.of("group", 3), Shape.of(2, 6, 2, 2)))
                    .sample(Sample.of(Map.of("group", 2, "channels_last", 1), Shape.of(2, 2, 2, 6)))
                    .build();

    private ChannelShuffle() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Channels c = Channels.check(site);
        int group = site.attrs().int32("group");
        site.require(
                group > 0 && c.count() % group == 0,
                "group must divide the %d channels, found %d",
                c.count(),
                group);
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        int channels = Channels.of(g.attrs(), g.input(0).shape()).count();
        Map<String, Object> attrs =
                Map.of(
                        "group",
                        channels / g.attrs().i("group"),
                        "channels_last",
                        g.attrs().i("channels_last"));
        g.inputGradient(0, g.append(OP, attrs, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Channels g = Channels.of(o.attrs(), o.inShape(0));
        int group = o.attrs().int32("group");
        int each = g.count() / group;
        for (int n = 0; n < g.outer(); n++) {
            for (int c = 0; c < g.count(); c++) {
                int to = c % each * group + c / each;
                System.arraycopy(o.inArray(0), g.at(n, c), o.outArray(0), g.at(n, to), g.inner());
            }
        }
    }
}
