package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** The numbers 0, 1, 2 and so on. */
public final class RangeFill {
    /** The operator. */
    public static final OpDef OP =
            Fill.named("RangeFill")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .summary("Counts from 0.")
                    .formula("Y[i] = i")
                    .types(Fill.of(DType.FLOAT32))
                    .kernel(RangeFill::run)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(3)),
                                    List.of(),
                                    List.of(NDArray.vector(0, 1, 2))))
                    .sample(Sample.of(Fill.SMALL, new Sample.Input[0]))
                    .build();

    private RangeFill() {}

    private static void run(Operands o) {
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = i;
        }
    }
}
