package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.copy.Copy;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The numbers of one array in the shape of another. It is the gradient of every operator that only
 * changes a shape.
 */
public final class ResizeLike {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ResizeLike")
                    .summary("Gives an array the shape of another of the same size.")
                    .input("X", "the numbers")
                    .ofType(ElementTypes.ANY)
                    .shapeOf("like", "the shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the numbers of X in the shape of like")
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                site.require(
                                        site.shape(0).size() == site.shape(1).size(),
                                        "X and like must have the same number of elements,"
                                                + " found %s and %s",
                                        site.in(0),
                                        site.in(1));
                                return List.of(site.in(0).withShape(site.shape(1)));
                            })
                    .gradient(ResizeLike::gradient)
                    .kernel(Copy::copy)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.vector(1, 2),
                                            NDArray.of(Shape.of(2, 1), 0f, 0f)),
                                    List.of(NDArray.of(Shape.of(2, 1), 1f, 2f))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 6), Shape.of(3, 4)))
                    .build();

    private ResizeLike() {}

    /** The gradient rule of an operator that keeps its first input's numbers and their order. */
    static void gradient(GradientRule.Site g) {
        g.inputGradient(0, g.append(OP, Map.of(), g.outputGradient(0), g.input(0)));
    }
}
