package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Gradients made smaller, all by one factor, where their norm is too large. */
public final class ClipTensorByScaling {
    private static final Sample.Input NORM = Sample.real(Shape.of(1), 1, 3);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ClipTensorByScaling")
                    .summary("Scales an array down where a number, such as its norm, is too large.")
                    .formula("Y = X * min(1, t / value), t = threshold * more")
                    .input("X", "any shape")
                    .input("value", "what is compared, one number, such as the norm of X")
                    .optionalInput("more", "multiplies the threshold, one number")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .attrs(Attr.ofFloat("threshold", 0, "The most that value may be; positive."))
                    .types(
                            site -> {
                                site.require(
                                        site.attrs().f("threshold") > 0,
                                        "threshold must be positive, found %s",
                                        site.attrs().f("threshold"));
                                for (int i = 1; i < site.count(); i++) {
                                    site.requireOne(i);
                                }
                                return List.of(site.in(0));
                            })
                    .kernel(ClipTensorByScaling::run)
                    .example(
                            Example.of(
                                    Map.of("threshold", 1),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(5),
                                    NDArray.vector(0.6f, 0.8f)))
                    .sample(
                            Sample.of(
                                    Map.of("threshold", 1.5),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    NORM,
                                    NORM))
                    .build();

    private ClipTensorByScaling() {}

    private static void run(Operands o) {
        double most = o.attrs().f("threshold") * (o.has(2) ? o.in(2)[0] : 1);
        double value = o.in(1)[0];
        double factor = value > most ? most / value : 1;
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = o.in(0)[i] * factor;
        }
    }
}
