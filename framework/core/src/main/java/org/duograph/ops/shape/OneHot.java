package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Numbers written as rows with a single true in them. */
public final class OneHot {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("OneHot")
                    .summary("Writes each index as a row that is true at that place only.")
                    .formula("Y[i, j] = (j == indices[i])")
                    .input("indices", "int32 or int64, a vector")
                    .ofType(ElementTypes.WHOLES)
                    .constantInput("index_size", "a whole number, in place of the attribute")
                    .output("Y", "bool, indices x index_size")
                    .ofType(ElementTypes.BOOLS)
                    .attrs(Attr.optional("index_size", Kind.INT, "The length of a row."))
                    .types(OneHot::types)
                    .kernel(OneHot::run)
                    .example(
                            new Example(
                                    Map.of("index_size", 3),
                                    List.of(NDArray.of(Shape.of(2), 2, 0)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 3), 0, 0, 1, 1, 0, 0)
                                                    .cast(DType.BOOL))))
                    .sample(
                            Sample.of(
                                    Map.of("index_size", 4),
                                    Sample.whole(DType.INT64, Shape.of(5), 0, 4)))
                    .build();

    private OneHot() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 1);
        site.require(
                site.attrs().has("index_size"),
                "the length of a row must be known before the net runs; give it as the argument"
                        + " index_size");
        Shape y = Shape.of(site.shape(0).dim(0), site.attrs().int32("index_size"));
        return List.of(new ArrayType(DType.BOOL, y));
    }

    private static void run(Operands o) {
        int size = o.outShape(0).dim(1);
        long[] indices = o.wholesIn(0);
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        for (int i = 0; i < o.outShape(0).dim(0); i++) {
            o.out(0)[place(i, indices[i], size)] = 1;
        }
    }

    /**
     * The place of the true in row {@code i}.
     *
     * @param size the length of a row
     * @throws IllegalArgumentException if the row has no such place
     */
    public static int place(int i, long index, int size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "OneHot: indices[%d] must be from 0 to %d, found %d"
                            .formatted(i, size - 1, index));
        }
        return i * size + (int) index;
    }
}
