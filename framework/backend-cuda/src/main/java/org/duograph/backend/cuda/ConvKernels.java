package org.duograph.backend.cuda;

import java.util.function.Function;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.DnnConvolution.Direction;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Channels;

/** Convolution and its gradients, by cuDNN. */
final class ConvKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Conv" -> choice(node -> forward(node, false));
            case "ConvRelu" -> choice(node -> forward(node, true));
            case "ConvGradX" -> choice(ConvKernels::gradX);
            case "ConvGradW" -> choice(ConvKernels::gradW);
            case "ConvGradB" -> Entry.of(ConvKernels::gradB);
            default -> null;
        };
    }

    /** A type that is one convolution. */
    static Entry choice(Function<Node, Convolution> convolution) {
        return Entry.ofChoice(
                node -> convolution.apply(node).isWorthTiming(),
                asked -> convolution.apply(asked.node()).onlyAlternatives(asked));
    }

    private static ConvGeometry geometry(Node node, int x, int w) {
        return ConvGeometry.of(node.attrs(), node.input(x).shape(), node.input(w).shape());
    }

    /** Input {@code i}, or null where it was left out. */
    static Where optional(Node node, int i) {
        return i < node.inputs().size() && !node.input(i).isAbsent() ? new Where.In(i) : null;
    }

    private static Convolution forward(Node node, boolean relu) {
        return new Convolution(
                        geometry(node, 0, 1),
                        Direction.FORWARD,
                        new Where.In(0),
                        new Where.In(1),
                        new Where.Out(0))
                .then(optional(node, 2), relu);
    }

    private static Convolution gradX(Node node) {
        return new Convolution(
                geometry(node, 2, 0),
                Direction.DATA,
                new Where.Out(0),
                new Where.In(0),
                new Where.In(1));
    }

    private static Convolution gradW(Node node) {
        return new Convolution(
                geometry(node, 0, 2),
                Direction.FILTER,
                new Where.In(0),
                new Where.Out(0),
                new Where.In(1));
    }

    private static void gradB(Draft d) {
        ChannelSums.draw(d, new Where.In(0), Channels.of(d.attrs(), d.inShape(0)), 0);
    }
}
