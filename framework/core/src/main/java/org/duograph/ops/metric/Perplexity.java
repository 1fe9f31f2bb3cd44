package org.duograph.ops.metric;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** How many equally likely answers a model as sure as this one would choose among. */
public final class Perplexity {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Perplexity")
                    .summary("The perplexity of the probabilities that right answers had.")
                    .formula("Y = product of X[n]^(-1/N)")
                    .input("X", "the probability of each right answer, N")
                    .output("Y", "one number, scalar")
                    .types(
                            site -> {
                                site.requireRank(0, 1);
                                return List.of(site.in(0).withShape(Shape.SCALAR));
                            })
                    .kernel(Perplexity::run)
                    .example(Example.of(NDArray.vector(0.5f, 0.125f), NDArray.scalar(4)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(5), 0.1, 1)))
                    .build();

    private Perplexity() {}

    private static void run(Operands o) {
        int n = o.inShape(0).intSize();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(o.in(0)[i]);
        }
        o.out(0)[0] = Math.exp(-sum / Math.max(1, n));
    }
}
