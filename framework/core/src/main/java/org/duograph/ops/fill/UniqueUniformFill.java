package org.duograph.ops.fill;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Random whole numbers of which no two are equal: drawn again where one came before. Each depends
 * on all before it, so there is no kernel for GPUs.
 */
public final class UniqueUniformFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.withShape(
                            Fill.like("UniqueUniformFill")
                                    .optionalInput("avoid", "numbers that must not be drawn")
                                    .ofType(ElementTypes.INDICES),
                            Attr.ofInt("min", 0, "The least number."),
                            Attr.ofInt("max", 1, "The greatest number."),
                            Fill.dtypeAttr(DType.INT32))
                    .ofType(ElementTypes.INDICES)
                    .summary("Draws uniform random whole numbers, all different.")
                    .formula("Y[i] ~ U{min, ..., max} without avoid and without Y before i")
                    .random()
                    .types(UniqueUniformFill::types)
                    .kernel(UniqueUniformFill::run)
                    .example(
                            new Example(
                                    Map.of("max", 2),
                                    List.of(
                                            NDArray.of(Shape.of(1), 0f),
                                            NDArray.of(Shape.of(2), 0, 2)),
                                    List.of(NDArray.of(Shape.of(1), 1))))
                    .sample(Sample.of(Map.of("shape", List.of(9), "max", 8), new Sample.Input[0]))
                    .sample(
                            Sample.of(
                                    Map.of("max", 8, "dtype", DType.INT64),
                                    Sample.real(Shape.of(7), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(2), 0, 9)))
                    .build();

    private UniqueUniformFill() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        List<ArrayType> y = Fill.types(site);
        DType dtype = y.get(0).dtype();
        site.require(
                ElementTypes.INDICES.all().contains(dtype),
                "dtype must be int32 or int64, found %s",
                dtype.lowerName());
        long min = site.attrs().i("min");
        long max = site.attrs().i("max");
        site.require(
                min <= max && max - min >= 0 && max - min < Integer.MAX_VALUE,
                "min must be at most max and less than 2^31 below it, found %d and %d",
                min,
                max);
        site.require(
                min == dtype.wrapped(min) && max == dtype.wrapped(max),
                "min and max must fit %s, found %d and %d; dtype int64 holds them",
                dtype.lowerName(),
                min,
                max);
        long numbers = max - min + 1;
        long avoided = site.has(1) ? site.shape(1).size() : 0;
        long wanted = y.get(0).shape().size();
        site.require(
                wanted <= numbers - avoided,
                "%d different numbers are wanted, but %d to %d without %d avoided are too few",
                wanted,
                min,
                max,
                avoided);
        return y;
    }

    private static void run(Operands o) {
        long min = o.attrs().i("min");
        int numbers = (int) (o.attrs().i("max") - min + 1);
        Set<Long> taken = new HashSet<>();
        for (int i = 0; o.has(1) && i < o.inShape(1).intSize(); i++) {
            taken.add(o.wholesIn(1)[i]);
        }
        Philox random = o.random();
        long draw = 0;
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            long number;
            do {
                number = min + random.below(draw++, numbers);
            } while (!taken.add(number));
            o.wholesOut(0)[i] = number;
        }
    }
}
