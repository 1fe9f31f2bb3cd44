package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The same numbers as a matrix, or as a vector ({@code FlattenToVec}). */
public final class Flatten {
    /** As a matrix. */
    public static final OpDef OP =
            OpDef.named("Flatten")
                    .summary("Makes a matrix: rows are the dimensions before axis.")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "(dimensions before axis) x (the others)")
                    .attrs(Attr.ofInt("axis", 1, "The first dimension that belongs to a row."))
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                Shape x = site.shape(0);
                                int cut = Axes.cut(x, site.attrs().i("axis"));
                                int rows = x.sizeOf(0, cut);
                                return List.of(site.in(0).withShape(rows, x.sizeOf(cut, x.rank())));
                            })
                    .gradient(ResizeLike::gradient)
                    .kernel(Copy::copy)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(1, 2, 2), 1f, 2, 3, 4)),
                                    List.of(NDArray.of(Shape.of(1, 4), 1f, 2, 3, 4))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 2)))
                    .sample(Sample.of(Map.of("axis", 2), Shape.of(2, 3, 2)))
                    .sample(Sample.of(Map.of("axis", 0), Shape.of(2, 3)))
                    .build();

    /** As a vector. */
    public static final OpDef TO_VEC =
            OpDef.named("FlattenToVec")
                    .summary("Makes a vector of all numbers.")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "as many numbers")
                    .inPlace(0, 0)
                    .types(site -> List.of(site.in(0).withShape(site.shape(0).intSize())))
                    .gradient(ResizeLike::gradient)
                    .kernel(Copy::copy)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(2, 1), 1f, 2)),
                                    List.of(NDArray.vector(1, 2))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 2)))
                    .build();

    private Flatten() {}
}
