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

/** Random whole numbers of which no two are equal: drawn again where one came before. */
public final class UniqueUniformFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named(
                            "UniqueUniformFill",
                            Attr.ofInt("min", 0, "The least number."),
                            Attr.ofInt("max", 1, "The greatest number."),
                            Fill.dtypeAttr(DType.INT32))
                    .summary("Draws uniform random whole numbers, all different.")
                    .formula("Y[i] ~ U{min, ..., max} without avoid and without Y before i")
                    .optionalInput("avoid", "numbers that must not be drawn")
                    .ofType(ElementTypes.NUMBERS)
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
                    .build();

    private UniqueUniformFill() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        List<ArrayType> y = Fill.types(site);
        long min = site.attrs().i("min");
        long max = site.attrs().i("max");
        site.require(
                min <= max && max - min >= 0 && max - min < Integer.MAX_VALUE,
                "min must be at most max and less than 2^31 below it, found %d and %d",
                min,
                max);
        long numbers = max - min + 1;
        long avoided = site.count() > 1 ? site.shape(1).size() : 0;
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
        Set<Double> taken = new HashSet<>();
        for (int i = 0; o.inputCount() > 1 && i < o.inShape(1).intSize(); i++) {
            taken.add(o.in(1)[i]);
        }
        Philox random = o.random();
        long draw = 0;
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double number;
            do {
                number = min + random.below(draw++, numbers);
            } while (!taken.add(number));
            o.out(0)[i] = number;
        }
    }
}
