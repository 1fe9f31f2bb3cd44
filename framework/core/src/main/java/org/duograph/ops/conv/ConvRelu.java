package org.duograph.ops.conv;

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

/** Conv followed by Relu in one node; the compiler makes it, nobody writes it. */
public final class ConvRelu {
    /** The operator. It needs no gradient: gradients are taken before nodes are fused. */
    public static final OpDef OP =
            OpDef.named("ConvRelu")
                    .mayDiffer(
                            "As Conv; and minus infinity becomes NaN instead of 0. NaN stays NaN.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Convolves, adds the bias and replaces negative numbers by zero.")
                    .formula("Y = max(Conv(X, W, b), 0)")
                    .input("X", "images, as for Conv")
                    .input("W", "filters, as for Conv")
                    .optionalInput("b", "bias, M")
                    .output("Y", "as for Conv")
                    .attrs(ConvGeometry.ATTRS)
                    .types(site -> List.of(site.in(0).withShape(ConvGeometry.check(site).y())))
                    .flops(new Products("Y", "W"))
                    .byImage()
                    .kernel(Relu.after(Conv.OP))
                    .example(
                            new Example(
                                    Map.of("kernel", 1),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1, 2), 1f, -1f),
                                            NDArray.of(Shape.of(1, 1, 1, 1), 3f),
                                            NDArray.vector(1)),
                                    List.of(NDArray.of(Shape.of(1, 1, 1, 2), 4f, 0f))))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "pad", 1),
                                    Shape.of(2, 3, 6, 5),
                                    Shape.of(4, 3, 3, 3),
                                    Shape.of(4)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 3, "stride", 2),
                                    Shape.of(2, 16, 9, 9),
                                    Shape.of(32, 16, 3, 3)))
                    .build();

    private ConvRelu() {}
}
