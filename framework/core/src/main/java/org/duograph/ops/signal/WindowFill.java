package org.duograph.ops.signal;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Windows that fade a frame in and out, so that a Fourier transform sees no jump at its ends. */
public final class WindowFill {
    private static final Map<String, double[]> COSINES =
            Map.of(
                    "hann", new double[] {0.5, -0.5, 0},
                    "hamming", new double[] {25 / 46.0, -21 / 46.0, 0},
                    "blackman", new double[] {0.42, -0.5, 0.08});

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("WindowFill")
                    .summary("Fills a vector with a window: hann, hamming or blackman.")
                    .formula(
                            "Y[i] = a + b * cos(2 pi i / N) + c * cos(4 pi i / N), N = size, or"
                                    + " size - 1 if not periodic")
                    .constantInput("size", "a whole number, in place of the attribute")
                    .output("Y", "size")
                    .ofType(ElementTypes.FLOATS)
                    .attrs(
                            Attr.optional("size", Attr.Kind.INT, "How many numbers."),
                            Attr.ofString("window", "hann", "hann, hamming or blackman."),
                            Attr.ofInt("periodic", 1, "0: the last number is as the first."),
                            new Attr("dtype", Attr.Kind.TYPE, DType.FLOAT32, "The element type."))
                    .types(WindowFill::types)
                    .kernel(WindowFill::run)
                    .example(
                            new Example(
                                    Map.of("size", 4),
                                    List.of(),
                                    List.of(NDArray.vector(0, 0.5f, 1, 0.5f))))
                    .sample(Sample.of(Map.of("size", 5, "periodic", 0), new Sample.Input[0]))
                    .sample(Sample.of(Map.of("size", 6, "window", "blackman"), new Sample.Input[0]))
                    .build();

    private WindowFill() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        String window = site.attrs().s("window");
        site.require(
                COSINES.containsKey(window),
                "window must be hann, hamming or blackman, found \"%s\"",
                window);
        DType dtype = site.attrs().type("dtype");
        site.require(
                dtype.isFloating(),
                "dtype must be one of floating-point numbers, found %s",
                dtype.lowerName());
        int size = Shape.extent(site.attrs().atLeast(0, "size"));
        return List.of(new ArrayType(dtype, Shape.of(size)));
    }

    private static void run(Operands o) {
        int size = o.outShape(0).intSize();
        double[] factors = COSINES.get(o.attrs().s("window"));
        int last = o.attrs().flag("periodic") ? size : Math.max(1, size - 1);
        for (int i = 0; i < size; i++) {
            double turn = 2 * Math.PI * i / last;
            o.out(0)[i] =
                    factors[0] + factors[1] * Math.cos(turn) + factors[2] * Math.cos(2 * turn);
        }
    }
}
