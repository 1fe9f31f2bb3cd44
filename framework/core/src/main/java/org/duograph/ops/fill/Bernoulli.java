package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/** Coins thrown, each with a probability of its own. */
public final class Bernoulli {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Bernoulli")
                    .summary("Draws 1 with the probability that is given, else 0.")
                    .formula("Y[i] = 1 with probability P[i], else 0")
                    .input("P", "probabilities, any shape")
                    .output("Y", "the shape of P")
                    .ofType(ElementTypes.ORDERED)
                    .attrs(
                            Attr.optional(
                                    "dtype",
                                    Attr.Kind.TYPE,
                                    "The element type of Y; that of P if not given."))
                    .random()
                    .types(
                            site -> {
                                DType dtype =
                                        site.attrs().has("dtype")
                                                ? site.attrs().type("dtype")
                                                : site.in(0).dtype();
                                site.require(
                                        !dtype.isText(),
                                        "dtype must be a type of numbers, found string");
                                return List.of(new ArrayType(dtype, site.shape(0)));
                            })
                    .kernel(Bernoulli::run)
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 1)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(3, 4), 0, 1)))
                    .sample(Sample.of(Map.of("dtype", DType.BOOL), Sample.real(Shape.of(5), 0, 1)))
                    .build();

    private Bernoulli() {}

    private static void run(Operands o) {
        Philox random = o.random();
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = random.uniform(i) < o.in(0)[i] ? 1 : 0;
        }
    }
}
