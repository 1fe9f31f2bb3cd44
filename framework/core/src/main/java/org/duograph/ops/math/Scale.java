package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;

/** Multiplication by one number that is known beforehand. Its gradient is a Scale too. */
public final class Scale {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Scale", Unary.ANY)
                    .summary("Multiplies all numbers by the same factor.")
                    .formula("Y = scale * X")
                    .attrs(Attr.ofFloat("scale", 1, "The factor."))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    Scale.OP,
                                                    g.attrs().given(),
                                                    g.outputGradient(0))))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double scale = attrs.f("scale");
                                        return x -> scale * x;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("scale", 0.5),
                                    NDArray.vector(-2, 4),
                                    NDArray.vector(-1, 2)))
                    .sample(Sample.of(Map.of("scale", -3), Unary.ANY))
                    .build();

    private Scale() {}
}
