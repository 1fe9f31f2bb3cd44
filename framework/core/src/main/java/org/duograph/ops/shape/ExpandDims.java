package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Dimensions of extent 1: put in, and taken out ({@code Squeeze}). */
public final class ExpandDims {
    private static final Attr DIMS =
            Attr.optional("dims", Kind.INTS, "The dimensions, counted in the longer shape.");

    /** Puts them in. */
    public static final OpDef OP =
            OpDef.named("ExpandDims")
                    .summary("Adds dimensions of extent 1.")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the shape of X with a 1 at each of dims")
                    .attrs(DIMS)
                    .inPlace(0, 0)
                    .types(ExpandDims::expand)
                    .gradient(ResizeLike::gradient)
                    .kernel(Copy::copy)
                    .example(
                            new Example(
                                    Map.of("dims", List.of(0, 2)),
                                    List.of(NDArray.vector(1, 2)),
                                    List.of(NDArray.of(Shape.of(1, 2, 1), 1f, 2f))))
                    .sample(Sample.of(Map.of("dims", List.of(1)), Shape.of(2, 3)))
                    .build();

    /** Takes them out. */
    public static final OpDef SQUEEZE =
            OpDef.named("Squeeze")
                    .summary("Removes dimensions of extent 1.")
                    .input("X", "a shape with a 1 at each of dims")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the shape of X without dims")
                    .attrs(DIMS)
                    .inPlace(0, 0)
                    .types(ExpandDims::squeeze)
                    .gradient(ResizeLike::gradient)
                    .kernel(Copy::copy)
                    .example(
                            new Example(
                                    Map.of("dims", List.of(0, 2)),
                                    List.of(NDArray.of(Shape.of(1, 2, 1), 1f, 2f)),
                                    List.of(NDArray.vector(1, 2))))
                    .sample(Sample.of(Map.of("dims", List.of(1)), Shape.of(2, 1, 3)))
                    .build();

    private ExpandDims() {}

    private static List<ArrayType> expand(TypeRule.Site site) {
        List<Integer> shape = new ArrayList<>(site.shape(0).toList());
        int rank = shape.size() + site.attrs().ints("dims").size();
        List<Integer> dims = Axes.sorted(site, rank);
        site.require(
                shape.size() + dims.size() == rank,
                "dims must be different dimensions, found %s",
                site.attrs().ints("dims"));
        for (int d : dims) {
            shape.add(d, 1);
        }
        return List.of(site.in(0).withShape(Shape.of(shape)));
    }

    private static List<ArrayType> squeeze(TypeRule.Site site) {
        List<Integer> shape = new ArrayList<>(site.shape(0).toList());
        List<Integer> dims = Axes.sorted(site, shape.size());
        for (int i = dims.size() - 1; i >= 0; i--) {
            int d = dims.get(i);
            site.require(
                    shape.get(d) == 1,
                    "dimension %d must be 1 to be removed, found %s",
                    d,
                    site.in(0));
            shape.remove(d);
        }
        return List.of(site.in(0).withShape(Shape.of(shape)));
    }
}
