package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Dimensions in another order; {@code NCHW2NHWC} and {@code NHWC2NCHW} are two fixed cases. */
public final class Transpose {
    private static final List<Long> TO_NHWC = List.of(0L, 2L, 3L, 1L);
    private static final List<Long> TO_NCHW = List.of(0L, 3L, 1L, 2L);

    /** Any order. */
    public static final OpDef OP =
            OpDef.named("Transpose")
                    .summary("Puts the dimensions into another order.")
                    .formula("dimension i of Y is dimension axes[i] of X")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the dimensions of X in the order of axes")
                    .attrs(Attr.optional("axes", Kind.INTS, "The order; reversed if not given."))
                    .types(site -> types(site, axes(site.attrs(), site.shape(0).rank())))
                    .gradient(Transpose::gradient)
                    .kernel(o -> run(o, axes(o.attrs(), o.inShape(0).rank())))
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6)),
                                    List.of(NDArray.of(Shape.of(3, 2), 1f, 4, 2, 5, 3, 6))))
                    .sample(Sample.of(Map.of("axes", List.of(2, 0, 1)), Shape.of(2, 3, 4)))
                    .sample(Sample.of(Map.of("axes", List.of(0, 2, 3, 1)), Shape.of(2, 3, 4, 2)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .build();

    /** Channels last. */
    public static final OpDef NCHW_TO_NHWC =
            fixed("NCHW2NHWC", TO_NHWC, "Moves the channels to the end.", Shape.of(1, 2, 1, 2));

    /** Channels second. */
    public static final OpDef NHWC_TO_NCHW =
            fixed("NHWC2NCHW", TO_NCHW, "Moves the channels behind N.", Shape.of(1, 1, 2, 2));

    private Transpose() {}

    /**
     * The order into which a node puts the dimensions: dimension i of its output is dimension
     * {@code axes[i]} of its input.
     *
     * @return null if it is no such node
     */
    public static List<Long> order(Node node) {
        if (node.op() == OP) {
            return axes(node.attrs(), node.input(0).shape().rank());
        }
        return node.op() == NCHW_TO_NHWC ? TO_NHWC : node.op() == NHWC_TO_NCHW ? TO_NCHW : null;
    }

    private static OpDef fixed(String type, List<Long> axes, String summary, Shape exampleShape) {
        boolean toNhwc = axes == TO_NHWC;
        NDArray[] example = {
            NDArray.of(exampleShape, 1f, 2, 3, 4),
            NDArray.of(toNhwc ? Shape.of(1, 1, 2, 2) : Shape.of(1, 2, 1, 2), 1f, 3, 2, 4)
        };
        return OpDef.named(type)
                .summary(summary)
                .input("X", toNhwc ? "N x C x H x W" : "N x H x W x C")
                .output("Y", toNhwc ? "N x H x W x C" : "N x C x H x W")
                .types(
                        site -> {
                            site.requireRank(0, 4);
                            return types(site, axes);
                        })
                .gradient(
                        g -> {
                            OpDef back = toNhwc ? NHWC_TO_NCHW : NCHW_TO_NHWC;
                            g.inputGradient(0, g.append(back, Map.of(), g.outputGradient(0)));
                        })
                .kernel(o -> run(o, axes))
                .example(new Example(Map.of(), List.of(example[0]), List.of(example[1])))
                .sample(Sample.of(Map.of(), Shape.of(2, 3, 4, 5)))
                .build();
    }

    private static List<Long> axes(Attrs attrs, int rank) {
        if (attrs.has("axes")) {
            return attrs.ints("axes");
        }
        List<Long> reversed = new ArrayList<>();
        for (long i = rank - 1; i >= 0; i--) {
            reversed.add(i);
        }
        return reversed;
    }

    private static List<ArrayType> types(TypeRule.Site site, List<Long> axes) {
        int rank = site.shape(0).rank();
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            site.require(
                    axes.size() == rank && axes.contains((long) i),
                    "axes must name each of the %d dimensions of X once, found %s",
                    rank,
                    axes);
            dims[i] = site.shape(0).dim(axes.get(i).intValue());
        }
        return List.of(site.in(0).withShape(dims));
    }

    private static void gradient(GradientRule.Site g) {
        List<Long> axes = axes(g.attrs(), g.input(0).shape().rank());
        List<Long> back = new ArrayList<>();
        for (long i = 0; i < axes.size(); i++) {
            back.add((long) axes.indexOf(i));
        }
        g.inputGradient(0, g.append(OP, Map.of("axes", back), g.outputGradient(0)));
    }

    private static void run(Operands o, List<Long> axes) {
        int[] dense = Strided.dense(o.inShape(0));
        int[] steps = new int[dense.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = dense[axes.get(i).intValue()];
        }
        new Strided(o.outShape(0), 0, steps).gather(o.inArray(0), o.outArray(0));
    }
}
