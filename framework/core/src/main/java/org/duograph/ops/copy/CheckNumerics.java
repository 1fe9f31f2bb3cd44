package org.duograph.ops.copy;

import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Hands on numbers, and fails where one is infinite or none at all; of gradients likewise. */
public final class CheckNumerics {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CheckNumerics")
                    .summary("Hands on numbers; an error where one is infinite or NaN.")
                    .formula("Y = X, all finite")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .effect() // it stops a run though nobody reads what it gives
                    .attrs(Attr.ofString("message", "", "What the error's message begins with."))
                    .types(TypeRule.sameAs(0))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    CheckNumerics.OP,
                                                    g.attrs().given(),
                                                    g.outputGradient(0))))
                    .kernel(CheckNumerics::run)
                    .example(Example.of(NDArray.vector(1, 2), NDArray.vector(1, 2)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .build();

    private CheckNumerics() {}

    private static void run(Operands o) {
        double[] x = o.in(0);
        int size = o.inShape(0).intSize();
        boolean nan = false;
        boolean infinite = false;
        for (int i = 0; i < size; i++) {
            nan |= Double.isNaN(x[i]);
            infinite |= Double.isInfinite(x[i]);
        }
        require(o.attrs(), nan, infinite);
        System.arraycopy(x, 0, o.out(0), 0, size);
    }

    /**
     * What is said of what was found.
     *
     * @throws IllegalArgumentException if there were NaNs or infinite numbers
     */
    public static void require(Attrs attrs, boolean nan, boolean infinite) {
        if (nan || infinite) {
            throw new IllegalArgumentException(
                    "%s : Tensor had %s values"
                            .formatted(
                                    attrs.s("message"),
                                    nan && infinite ? "Inf and NaN" : nan ? "NaN" : "Inf"));
        }
    }
}
