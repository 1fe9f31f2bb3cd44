package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Unusual;
import org.duograph.ops.activation.Relu;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link SpatialBN} followed by Relu in one node; the compiler makes it, nobody writes it. */
public final class SpatialBNRelu {
    /** The operator. It needs no gradient: gradients are taken before nodes are fused. */
    public static final OpDef OP =
            OpDef.named("SpatialBNRelu")
                    .mayDiffer(
                            "Where a scale is infinite, results may be so instead of NaN.",
                            Unusual.INFINITY)
                    .summary("Normalises each channel, and replaces negative numbers by zero.")
                    .formula("Y = max(SpatialBN(X, scale, bias, mean, var), 0)")
                    .input("X", "N x C x ... (or N x ... x C)")
                    .input("scale", "C numbers")
                    .input("bias", "C numbers")
                    .input("mean", "the running mean, C numbers")
                    .input("var", "the running variance, C numbers")
                    .output("Y", "the shape of X")
                    .optionalOutput("running_mean", "as for SpatialBN")
                    .optionalOutput("running_var", "as for SpatialBN")
                    .optionalOutput("saved_mean", "as for SpatialBN")
                    .optionalOutput("saved_inv_std", "as for SpatialBN")
                    .attrs(SpatialBN.ATTRS)
                    .inPlace(0, 0)
                    .inPlace(1, 3)
                    .inPlace(2, 4)
                    .types(SpatialBN::types)
                    .byImageWhen(node -> node.attrs().flag("is_test"))
                    .kernel(Relu.after(SpatialBN.OP))
                    .example(
                            new Example(
                                    Map.of("epsilon", 3),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1f, 3f),
                                            NDArray.vector(2),
                                            NDArray.vector(0),
                                            NDArray.vector(0),
                                            NDArray.vector(0)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 0f, 1f),
                                            NDArray.vector(0.2f),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(2),
                                            NDArray.vector(0.5f))))
                    .sample(SpatialBN.sample(Map.of(), Shape.of(3, 2, 4, 3)))
                    .sample(SpatialBN.sample(Map.of("channels_last", 1), Shape.of(3, 4, 3, 2)))
                    .sample(SpatialBN.sample(Map.of("is_test", 1), Shape.of(3, 2, 4, 3)))
                    .sample(SpatialBN.sample(Map.of(), Shape.of(80, 2, 15, 15)))
                    .build();

    private SpatialBNRelu() {}
}
