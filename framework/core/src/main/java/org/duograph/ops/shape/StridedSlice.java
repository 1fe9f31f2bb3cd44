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

/** Every n-th element along each dimension of an array, forwards or backwards. */
public final class StridedSlice {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.optional("starts", Kind.INTS, "The first index along each dimension."),
                    Attr.optional("counts", Kind.INTS, "How many along each dimension."),
                    Attr.optional("steps", Kind.INTS, "How far to go; below zero: backwards."));

    private static final Map<String, ?> SMALL =
            Map.of("starts", List.of(3, 0), "counts", List.of(2, 3), "steps", List.of(-2, 1));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("StridedSliceGradX")
                    .summary("The gradient of StridedSlice with respect to X: dY, else 0.")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of StridedSlice")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> StridedSlice.OP))
                    .kernel(StridedSlice::gradX)
                    .example(
                            Example.of(
                                    Map.of("starts", 2, "counts", 2, "steps", -2),
                                    NDArray.vector(5, 6),
                                    NDArray.vector(0, 0, 0),
                                    NDArray.vector(6, 0, 5)))
                    .sample(Sample.of(SMALL, Shape.of(2, 3), Shape.of(4, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("StridedSlice")
                    .summary("Takes every n-th element along each dimension.")
                    .formula("Y[i, ...] = X[starts[0] + i * steps[0], ...]")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "counts")
                    .attrs(ATTRS)
                    .types(StridedSlice::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(
                            o ->
                                    view(o.attrs(), o.inShape(0), o.outShape(0))
                                            .gather(o.inArray(0), o.outArray(0)))
                    .example(
                            Example.of(
                                    Map.of("starts", 2, "counts", 2, "steps", -2),
                                    NDArray.vector(1, 2, 3),
                                    NDArray.vector(3, 1)))
                    .sample(Sample.of(SMALL, Shape.of(4, 3)))
                    .build();

    private StridedSlice() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        Attrs attrs = site.attrs();
        for (Attr attr : ATTRS) {
            site.require(
                    attrs.ints(attr.name()).size() == x.rank(),
                    "%s must have one number per dimension of X %s, found %s",
                    attr.name(),
                    x,
                    attrs.ints(attr.name()));
        }
        int[] y = new int[x.rank()];
        for (int i = 0; i < y.length; i++) {
            long start = attrs.ints("starts").get(i);
            long step = attrs.ints("steps").get(i);
            y[i] = Shape.extent(attrs.ints("counts").get(i));
            boolean fits =
                    y[i] == 0 || isIn(start, x.dim(i)) && reaches(start, step, y[i], x.dim(i));
            site.require(
                    fits,
                    "dimension %d has indices 0 to %d, but %d from %d in steps of %d were asked for",
                    i,
                    x.dim(i) - 1,
                    y[i],
                    start,
                    step);
        }
        return List.of(site.in(0).withShape(y));
    }

    private static boolean isIn(long index, int extent) {
        return index >= 0 && index < extent;
    }

    private static boolean reaches(long start, long step, int count, int extent) {
        boolean small = count == 1 || step > -extent && step < extent;
        return small && (count == 1 || isIn(start + step * (count - 1), extent));
    }

    /** The elements that {@code y} has, seen in {@code x}. */
    public static Strided view(Attrs attrs, Shape x, Shape y) {
        int[] steps = Strided.dense(x);
        int start = 0;
        for (int i = 0; i < x.rank(); i++) {
            boolean some = y.dim(i) > 0;
            start += some ? attrs.ints("starts").get(i).intValue() * steps[i] : 0;
            steps[i] *= y.dim(i) > 1 ? attrs.ints("steps").get(i).intValue() : 0;
        }
        return new Strided(y, start, steps);
    }

    private static void gradX(Operands o) {
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        view(o.attrs(), o.inShape(1), o.inShape(0)).scatter(o.in(0), o.out(0));
    }
}
