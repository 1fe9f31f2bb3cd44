package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Places as waves of many lengths, for nets that would not know them otherwise (Vaswani et al.,
 * "Attention is all you need", 2017). Sines and cosines take turns; the frequency falls from each
 * number to the next, as in Caffe2.
 */
public final class SinusoidPositionEncoding {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SinusoidPositionEncoding")
                    .summary("Writes each place as sines and cosines of falling frequencies.")
                    .formula(
                            "Y[..., k] = amplitude * sin(p / alpha^(k / embedding_size)), and the"
                                    + " cosine for odd k")
                    .input("positions", "whole numbers from 0 on, any shape")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of positions, then embedding_size")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .attrs(
                            Attr.ofInt("embedding_size", 100, "How many numbers a place becomes."),
                            Attr.ofFloat("alpha", 10000, "By how much the frequency falls in all."),
                            Attr.ofFloat("amplitude", 1, "The greatest number."))
                    .types(
                            site -> {
                                site.attrs().atLeast(1, "embedding_size");
                                List<Integer> y = new ArrayList<>(site.shape(0).toList());
                                y.add(site.attrs().int32("embedding_size"));
                                return List.of(new ArrayType(DType.FLOAT32, Shape.of(y)));
                            })
                    .kernel(SinusoidPositionEncoding::run)
                    .example(
                            Example.of(
                                    "embedding_size=2",
                                    NDArray.of(Shape.of(2, 1), 0, 1),
                                    NDArray.of(Shape.of(2, 1, 2), 0f, 1, 0.84147098f, 0.99995000f)))
                    .sample(
                            Sample.of(
                                    "embedding_size=5, alpha=50.0, amplitude=2.0",
                                    Sample.whole(DType.INT32, Shape.of(4, 2), 0, 6)))
                    .build();

    private SinusoidPositionEncoding() {}

    private static void run(Operands o) {
        int size = o.attrs().int32("embedding_size");
        double alpha = o.attrs().f("alpha");
        double amplitude = o.attrs().f("amplitude");
        long[] positions = o.wholesIn(0);
        double[] y = o.out(0);
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            for (int k = 0; k < size; k++) {
                double angle = positions[i] / Math.pow(alpha, (double) k / size);
                y[i * size + k] = amplitude * (k % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
            }
        }
    }
}
