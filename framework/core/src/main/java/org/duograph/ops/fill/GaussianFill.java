package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Normal random numbers. */
public final class GaussianFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named(
                            "GaussianFill",
                            Attr.ofFloat("mean", 0, "The mean."),
                            Attr.ofFloat("std", 1, "The standard deviation."))
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .summary("Draws normal random numbers.")
                    .formula("Y[i] ~ N(mean, std)")
                    .random()
                    .types(
                            site -> {
                                site.requireNotNegative("std");
                                return Fill.of(DType.FLOAT32).infer(site);
                            })
                    .kernel(o -> Fill.gaussian(o, o.attrs().f("mean"), o.attrs().f("std")))
                    .example(
                            new Example(
                                    Map.of("shape", List.of(2), "mean", 3, "std", 0),
                                    List.of(),
                                    List.of(NDArray.vector(3, 3))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .sample(Fill.sampleLike(Map.of("mean", 1, "std", 0.1)))
                    .build();

    private GaussianFill() {}
}
