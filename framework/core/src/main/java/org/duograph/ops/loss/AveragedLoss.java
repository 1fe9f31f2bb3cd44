package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.reduce.SumElements;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean of all elements: the last step from the losses of a batch to one number. */
public final class AveragedLoss {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("AveragedLoss")
                    .summary("The mean of all elements; zero where there are none.")
                    .formula("Y = mean of X[i]")
                    .input("X", "any shape")
                    .output("Y", "a scalar")
                    .types(
                            site -> {
                                return List.of(site.in(0).withShape());
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    SumElements.GRAD_X,
                                                    Map.of("average", 1),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(o -> o.out(0)[0] = SumElements.sum(o, x -> x, true))
                    .example(Example.of(NDArray.vector(1, 2, 6), NDArray.scalar(3)))
                    .sample(Sample.of(Map.of(), Shape.of(5)))
                    .build();

    private AveragedLoss() {}
}
