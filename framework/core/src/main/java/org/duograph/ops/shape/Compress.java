package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The slices of an array for which a condition holds, moved to the front; zeros follow.
 *
 * <p>How many there are depends on the numbers, and a graph's shapes do not: so there is room for
 * all, and {@code count} says how many are slices of X.
 */
public final class Compress {
    private static final Attr AXIS =
            Attr.optional(
                    "axis", Attr.Kind.INT, "The axis of the slices; without it X is a vector.");

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("CompressGradX")
                    .summary("The gradient of Compress with respect to X.")
                    .formula("dX[i] = dY[where slice i went], or 0 if it was left out")
                    .input("condition", "which slices were kept")
                    .ofType(ElementTypes.BOOLS)
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of Compress")
                    .output("dX", "the gradient of X")
                    .attrs(AXIS)
                    .types(site -> List.of(site.in(2)))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            1,
                                            g.append(
                                                    Compress.OP,
                                                    g.attrs().given(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(Compress::gradX)
                    .example(
                            Example.of(
                                    bools(0, 1, 1),
                                    NDArray.vector(5, 6, 7),
                                    NDArray.vector(0, 0, 0),
                                    NDArray.vector(0, 5, 6)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1),
                                    Sample.whole(DType.BOOL, Shape.of(3), 0, 2),
                                    Sample.real(Shape.of(2, 3, 2), -1, 1),
                                    Sample.real(Shape.of(2, 4, 2), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Compress")
                    .summary("Moves the slices for which a condition holds to the front.")
                    .formula("Y[j] = X[i_j], i_j the place of the j-th true of condition; else 0")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.ORDERED)
                    .input("condition", "a vector, no longer than the axis")
                    .ofType(ElementTypes.BOOLS)
                    .output("Y", "the shape of X, along the axis that of condition")
                    .auxiliaryOutput("count", "how many slices were kept, a scalar")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(AXIS)
                    .types(Compress::types)
                    .gradient(Compress::gradient)
                    .kernel(Compress::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.vector(4, 5, 6), bools(0, 1, 1)),
                                    List.of(NDArray.vector(5, 6, 0), NDArray.of(Shape.SCALAR, 2L))))
                    .sample(sample(Map.of("axis", 1), Shape.of(2, 4, 2), 3))
                    .sample(sample(Map.of(), Shape.of(2, 3), 5))
                    .build();

    private Compress() {}

    private static NDArray bools(int... values) {
        return NDArray.of(Shape.of(values.length), values).cast(DType.BOOL);
    }

    private static Sample sample(Map<String, ?> attrs, Shape x, int conditions) {
        return Sample.of(
                attrs, Sample.real(x, -1, 1), Sample.whole(DType.BOOL, Shape.of(conditions), 0, 2));
    }

    /** X seen as slices; without an axis each element is one. */
    private static Channels slices(Attrs attrs, Shape x) {
        return attrs.has("axis")
                ? Channels.around(x, x.axis(attrs.i("axis")))
                : new Channels(1, x.intSize(), 1);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(x.rank() > 0, "X must have slices, found %s", site.in(0));
        site.requireRank(1, 1);
        int room = site.shape(1).dim(0);
        Channels slices = slices(site.attrs(), x);
        site.require(
                room <= slices.count(),
                "there are %d slices in X %s, but condition has %d truth values",
                slices.count(),
                x,
                room);
        Shape y =
                site.attrs().has("axis")
                        ? x.with(x.axis(site.attrs().i("axis")), room)
                        : Shape.of(room);
        return List.of(site.in(0).withShape(y), new ArrayType(DType.INT64, Shape.SCALAR));
    }

    private static void gradient(GradientRule.Site g) {
        Value dY = g.outputGradient(0);
        g.inputGradient(0, g.append(GRAD_X, g.attrs().given(), g.input(1), dY, g.input(0)));
    }

    private static void run(Operands o) {
        Channels x = slices(o.attrs(), o.inShape(0));
        long[] condition = o.wholesIn(1);
        int room = o.inShape(1).intSize();
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            Arrays.fill(o.wholesOut(0), 0, size, 0);
        } else {
            Arrays.fill(o.out(0), 0, size, 0);
        }
        int count = 0;
        for (int i = 0; i < room; i++) {
            for (int n = 0; n < x.outer() && condition[i] != 0; n++) {
                int to = (n * room + count) * x.inner();
                System.arraycopy(o.inArray(0), x.at(n, i), o.outArray(0), to, x.inner());
            }
            count += condition[i] != 0 ? 1 : 0;
        }
        o.wholesOut(1)[0] = count;
    }

    private static void gradX(Operands o) {
        Channels x = slices(o.attrs(), o.outShape(0));
        long[] condition = o.wholesIn(0);
        int room = o.inShape(0).intSize();
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        int count = 0;
        for (int i = 0; i < room; i++) {
            for (int n = 0; n < x.outer() && condition[i] != 0; n++) {
                int from = (n * room + count) * x.inner();
                System.arraycopy(o.in(1), from, o.out(0), x.at(n, i), x.inner());
            }
            count += condition[i] != 0 ? 1 : 0;
        }
    }
}
