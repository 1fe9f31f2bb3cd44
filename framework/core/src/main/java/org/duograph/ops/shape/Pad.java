package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An array of any rank with a border of one number around it. */
public final class Pad {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Pad")
                    .summary("Puts a border of one number around an array.")
                    .formula("Y[i, j, ...] = X[i - before[0], j - before[1], ...], else value")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ORDERED)
                    .output("Y", "the shape of X, larger by before + after")
                    .attrs(
                            Attr.optional("before", Kind.INTS, "How wide, before each dimension."),
                            Attr.optional("after", Kind.INTS, "How wide, after each dimension."),
                            Attr.ofFloat("value", 0, "The number of the border."))
                    .types(Pad::types)
                    .gradient(Pad::gradient)
                    .kernel(Pad::run)
                    .example(
                            Example.of(
                                    Map.of("before", 1, "after", 2, "value", 9),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(9, 1, 2, 9, 9)))
                    .sample(
                            Sample.of(
                                    Map.of("before", List.of(1, 0, 2), "after", List.of(0, 1, 1)),
                                    Shape.of(2, 3, 2)))
                    .build();

    private Pad() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        List<Long> before = site.attrs().ints("before");
        List<Long> after = site.attrs().ints("after");
        site.require(
                before.size() == x.rank() && after.size() == x.rank(),
                "before and after must have one number per dimension of X %s, found %s and %s",
                x,
                before,
                after);
        int[] y = new int[x.rank()];
        for (int i = 0; i < y.length; i++) {
            site.require(
                    before.get(i) >= 0 && after.get(i) >= 0,
                    "a border can't be narrower than 0, found before %s and after %s",
                    before,
                    after);
            int start = Shape.extent(before.get(i));
            y[i] = Shape.extent((long) start + x.dim(i) + Shape.extent(after.get(i)));
        }
        return List.of(site.in(0).withShape(y));
    }

    private static void gradient(GradientRule.Site g) {
        List<Long> before = g.attrs().ints("before");
        Shape x = g.input(0).shape();
        List<Long> ends =
                IntStream.range(0, x.rank()).mapToObj(i -> before.get(i) + x.dim(i)).toList();
        Map<String, ?> box = Map.of("starts", before, "ends", ends);
        g.inputGradient(0, g.append(Slice.OP, box, g.outputGradient(0)));
    }

    /** What is inside of the border, {@code x}, seen in {@code y}. */
    public static Strided inside(Attrs attrs, Shape x, Shape y) {
        int[] steps = Strided.dense(y);
        int start = 0;
        for (int i = 0; i < y.rank(); i++) {
            start += attrs.ints("before").get(i).intValue() * steps[i];
        }
        return new Strided(x, start, steps);
    }

    private static void run(Operands o) {
        DType dtype = o.outType(0).dtype();
        Shape y = o.outShape(0);
        Strided inside = inside(o.attrs(), o.inShape(0), y);
        if (dtype.isWhole()) {
            Arrays.fill(o.wholesOut(0), 0, y.intSize(), o.attrs().whole("value", dtype));
            inside.scatter(o.wholesIn(0), o.wholesOut(0));
        } else {
            Arrays.fill(o.out(0), 0, y.intSize(), o.attrs().f("value"));
            inside.scatter(o.in(0), o.out(0));
        }
    }
}
