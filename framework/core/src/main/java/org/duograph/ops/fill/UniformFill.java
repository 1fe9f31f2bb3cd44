package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
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

/** Uniform random numbers: real ones and whole ones. */
public final class UniformFill {
    /** Real numbers. */
    public static final OpDef OP =
            Fill.named(
                            "UniformFill",
                            Attr.ofFloat("min", 0, "The least number."),
                            Attr.ofFloat("max", 1, "The bound that numbers stay below."))
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .summary("Draws uniform random numbers.")
                    .formula("Y[i] ~ U(min, max)")
                    .random()
                    .types(
                            site -> {
                                double min = site.attrs().f("min");
                                double max = site.attrs().f("max");
                                site.require(min <= max, "min %s is above max %s", min, max);
                                return Fill.of(DType.FLOAT32).infer(site);
                            })
                    .kernel(o -> Fill.uniform(o, o.attrs().f("min"), o.attrs().f("max")))
                    .example(
                            new Example(
                                    Map.of("shape", List.of(2), "min", 3, "max", 3),
                                    List.of(),
                                    List.of(NDArray.vector(3, 3))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .sample(Fill.sampleLike(Map.of("min", -1)))
                    .build();

    /** Whole numbers. */
    public static final OpDef INT =
            Fill.named(
                            "UniformIntFill",
                            Attr.ofInt("min", 0, "The least number."),
                            Attr.ofInt("max", 1, "The greatest number."))
                    .ofType(ElementTypes.of(DType.INT32))
                    .summary("Draws uniform random whole numbers.")
                    .formula("Y[i] ~ U{min, ..., max}")
                    .random()
                    .types(UniformFill::intTypes)
                    .kernel(UniformFill::runInt)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(2), "min", 3, "max", 3),
                                    List.of(),
                                    List.of(NDArray.of(Shape.of(2), 3, 3))))
                    .sample(Sample.of(Map.of("shape", List.of(9), "max", 4), new Sample.Input[0]))
                    .build();

    private UniformFill() {}

    private static List<ArrayType> intTypes(TypeRule.Site site) {
        long min = site.attrs().i("min");
        long max = site.attrs().i("max");
        site.require(
                min <= max && max - min >= 0 && max - min < Integer.MAX_VALUE,
                "min must be at most max and less than 2^31 below it, found %d and %d",
                min,
                max);
        site.require(
                min == (int) min && max == (int) max,
                "min and max must fit int32, found %d and %d",
                min,
                max);
        return List.of(new ArrayType(DType.INT32, Fill.shape(site)));
    }

    private static void runInt(Operands o) {
        long min = o.attrs().i("min");
        int count = (int) (o.attrs().i("max") - min) + 1;
        Philox random = o.random();
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = min + random.below(i, count);
        }
    }
}
