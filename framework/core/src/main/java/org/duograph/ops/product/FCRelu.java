package org.duograph.ops.product;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.view.Products;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** FC followed by Relu in one node; the compiler makes it, nobody writes it. */
public final class FCRelu {
    /** The operator. It needs no gradient: gradients are taken before nodes are fused. */
    public static final OpDef OP =
            OpDef.named("FCRelu")
                    .mayDiffer(
                            "On oneDNN, minus infinity becomes NaN instead of 0. NaN stays NaN.",
                            Unusual.INFINITY)
                    .summary(
                            "Multiplies by weights, adds a bias, replaces negative numbers by zero.")
                    .formula("Y = max(FC(X, W, b), 0)")
                    .input("X", "rows, as for FC")
                    .input("W", "weights, as for FC")
                    .input("b", "bias, M")
                    .output("Y", "as for FC")
                    .attrs(FC.OP.attrs().values())
                    .types(site -> FC.OP.infer(site.attrs(), site.inputs()))
                    .flops(new Products("Y", "W"))
                    .kernel(Relu.after(FC.OP))
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1f, -1f),
                                            NDArray.of(Shape.of(1, 1), 3f),
                                            NDArray.vector(1)),
                                    List.of(NDArray.of(Shape.of(2, 1), 4f, 0f))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 2, 4), Shape.of(5, 8), Shape.of(5)))
                    .build();

    private FCRelu() {}
}
