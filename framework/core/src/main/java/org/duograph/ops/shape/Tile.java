package org.duograph.ops.shape;

import java.util.Arrays;
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
import org.duograph.ops.view.MatrixProduct;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An array put several times behind itself along one dimension. */
public final class Tile {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("tiles", 1, "How often."),
                    Attr.ofInt("axis", 0, "Along which dimension."));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("TileGradX")
                    .summary("The gradient of Tile with respect to X: the sum over the copies.")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of Tile")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> Tile.OP))
                    .kernel(Tile::gradX)
                    .example(
                            new Example(
                                    Map.of("tiles", 2),
                                    List.of(NDArray.vector(1, 2, 3, 4), NDArray.vector(0, 0)),
                                    List.of(NDArray.vector(4, 6))))
                    .sample(
                            Sample.of(
                                    Map.of("tiles", 2, "axis", 1),
                                    Shape.of(2, 6, 2),
                                    Shape.of(2, 3, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Tile")
                    .summary("Repeats an array along one dimension.")
                    .formula("Y[..., i, ...] = X[..., i mod extent, ...]")
                    .input("X", "any shape of rank 1 or more")
                    .ofType(ElementTypes.ANY)
                    .constantInput("tiles", "a whole number, in place of the attribute")
                    .constantInput("axis", "a whole number, in place of the attribute")
                    .output("Y", "the shape of X with the extent of axis times tiles")
                    .attrs(ATTRS)
                    .types(Tile::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(Tile::run)
                    .example(
                            new Example(
                                    Map.of("tiles", 2, "axis", 1),
                                    List.of(NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4)),
                                    List.of(NDArray.of(Shape.of(2, 4), 1f, 2, 1, 2, 3, 4, 3, 4))))
                    .sample(Sample.of(Map.of("tiles", 3), Shape.of(2, 3)))
                    .sample(Sample.of(Map.of("tiles", 2, "axis", 1), Shape.of(2, 3, 2)))
                    .build();

    private Tile() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        int tiles = site.attrs().int32("tiles");
        site.require(tiles > 0, "tiles must be positive, found %d", tiles);
        Shape x = site.shape(0);
        int axis = x.axis(site.attrs().i("axis"));
        return List.of(
                site.in(0).withShape(x.with(axis, Shape.extent((long) x.dim(axis) * tiles))));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int axis = x.axis(o.attrs().i("axis"));
        int size = x.sizeOf(axis, x.rank());
        int tiles = o.attrs().int32("tiles");
        for (int k = 0; k < x.sizeOf(0, axis) * tiles; k++) {
            System.arraycopy(o.inArray(0), k / tiles * size, o.outArray(0), k * size, size);
        }
    }

    private static void gradX(Operands o) {
        Shape x = o.outShape(0);
        int axis = x.axis(o.attrs().i("axis"));
        int size = x.sizeOf(axis, x.rank());
        int tiles = o.attrs().int32("tiles");
        Arrays.fill(o.out(0), 0, x.intSize(), 0);
        for (int k = 0; k < x.sizeOf(0, axis) * tiles; k++) {
            MatrixProduct.addScaled(o.in(0), k * size, 1, o.out(0), k / tiles * size, size);
        }
    }
}
