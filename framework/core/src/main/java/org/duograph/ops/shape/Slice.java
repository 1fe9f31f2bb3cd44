package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A box cut out of an array. Bounds below zero count from the end: -1 is the end itself. */
public final class Slice {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.optional("starts", Kind.INTS, "The first index along each dimension."),
                    Attr.optional("ends", Kind.INTS, "The index after the last; -1: to the end."));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("SliceGradX")
                    .summary("The gradient of Slice with respect to X: dY in the box, else 0.")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of Slice")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> Slice.OP))
                    .kernel(Slice::gradX)
                    .example(
                            new Example(
                                    Map.of("starts", List.of(1), "ends", List.of(3)),
                                    List.of(NDArray.vector(5, 6), NDArray.vector(0, 0, 0, 0)),
                                    List.of(NDArray.vector(0, 5, 6, 0))))
                    .sample(
                            Sample.of(
                                    Map.of("starts", List.of(0, 1), "ends", List.of(-1, 3)),
                                    Shape.of(2, 2, 3),
                                    Shape.of(2, 4, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Slice")
                    .summary("Cuts a box out of an array.")
                    .formula("Y[i, j, ...] = X[starts[0] + i, starts[1] + j, ...]")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .constantInput("starts", "whole numbers, in place of the attribute")
                    .constantInput("ends", "whole numbers, in place of the attribute")
                    .output("Y", "ends - starts along the dimensions they name, else as X")
                    .attrs(ATTRS)
                    .types(Slice::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(
                            o ->
                                    box(o.attrs(), o.inShape(0), o.outShape(0))
                                            .gather(o.inArray(0), o.outArray(0)))
                    .example(
                            new Example(
                                    Map.of("starts", List.of(0, 1), "ends", List.of(-1, -1)),
                                    List.of(NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6)),
                                    List.of(NDArray.of(Shape.of(2, 2), 2f, 3, 5, 6))))
                    .sample(
                            Sample.of(
                                    Map.of("starts", List.of(0, 1, 1), "ends", List.of(2, -2, 3)),
                                    Shape.of(3, 4, 3)))
                    .sample(
                            Sample.of(
                                    Map.of("starts", List.of(1), "ends", List.of(3)),
                                    Shape.of(4, 2)))
                    .build();

    private Slice() {}

    private static long bound(List<Long> bounds, int axis, Shape x, int otherwise) {
        if (axis >= bounds.size()) {
            return otherwise;
        }
        long bound = bounds.get(axis);
        return bound < 0 ? x.dim(axis) + 1 + bound : bound;
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        List<Long> starts = site.attrs().ints("starts");
        List<Long> ends = site.attrs().ints("ends");
        site.require(
                starts.size() == ends.size() && starts.size() <= x.rank(),
                "starts and ends must name as many dimensions, at most %d, found %s and %s",
                x.rank(),
                starts,
                ends);
        int[] y = new int[x.rank()];
        for (int i = 0; i < y.length; i++) {
            long start = bound(starts, i, x, 0);
            long end = bound(ends, i, x, x.dim(i));
            site.require(
                    0 <= start && start <= end && end <= x.dim(i),
                    "dimension %d has indices 0 to %d, but %d to %d was asked for",
                    i,
                    x.dim(i),
                    start,
                    end);
            y[i] = (int) (end - start);
        }
        return List.of(site.in(0).withShape(y));
    }

    /** The box that {@code y} is, seen in {@code x}. */
    public static Strided box(Attrs attrs, Shape x, Shape y) {
        int[] steps = Strided.dense(x);
        int start = 0;
        for (int i = 0; i < x.rank(); i++) {
            start += (int) bound(attrs.ints("starts"), i, x, 0) * steps[i];
        }
        return new Strided(y, start, steps);
    }

    private static void gradX(Operands o) {
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        box(o.attrs(), o.inShape(1), o.inShape(0)).scatter(o.in(0), o.out(0));
    }
}
