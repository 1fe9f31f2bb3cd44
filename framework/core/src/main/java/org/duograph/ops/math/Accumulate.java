package org.duograph.ops.math;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A sum that goes on from run to run, and forgets where gamma is less than 1. */
public final class Accumulate {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Accumulate")
                    .summary("Adds an array to what was there before.")
                    .formula("Y = X + gamma * before")
                    .input("X", "any shape")
                    .input("before", "the shape of X; in nets the output as it is, or zeros")
                    .output("Y", "the shape of X")
                    .inPlace(0, 1)
                    .attrs(Attr.ofFloat("gamma", 1, "How much of what was before stays."))
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                return List.of(site.in(0));
                            })
                    .gradient(
                            g -> {
                                g.inputGradient(0, g.outputGradient(0));
                                double gamma = g.attrs().f("gamma");
                                g.inputGradient(1, new Terms(g).scaled(g.outputGradient(0), gamma));
                            })
                    .kernel(
                            o -> {
                                double gamma = o.attrs().f("gamma");
                                for (int i = 0; i < o.outShape(0).intSize(); i++) {
                                    o.out(0)[i] = o.in(0)[i] + gamma * o.in(1)[i];
                                }
                            })
                    .example(
                            Example.of(
                                    Map.of("gamma", 0.5),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(10, 20),
                                    NDArray.vector(6, 12)))
                    .sample(Sample.of(Map.of("gamma", 0.5), Shape.of(2, 3), Shape.of(2, 3)))
                    .build();

    private Accumulate() {}
}
