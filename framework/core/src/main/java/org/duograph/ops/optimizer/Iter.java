package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The counter of training steps, which learning rates are computed from. */
public final class Iter {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Iter")
                    .summary("Counts steps: adds one.")
                    .formula("iter' = iter + 1")
                    .input("iter", "int64, one number")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("iter_out", "int64, one number")
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                site.requireOne(0);
                                return List.of(site.in(0));
                            })
                    .kernel(o -> o.wholesOut(0)[0] = o.wholesIn(0)[0] + 1)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(1), 41L)),
                                    List.of(NDArray.of(Shape.of(1), 42L))))
                    .sample(Sample.of(Map.of(), Sample.whole(DType.INT64, Shape.of(1), 0, 9)))
                    .build();

    private Iter() {}
}
