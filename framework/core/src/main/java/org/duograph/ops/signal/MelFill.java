package org.duograph.ops.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
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

/**
 * The matrix that sums a spectrum to mel bands, which lie apart as one hears them: triangles whose
 * corners are evenly spaced in mel. As in ONNX, and so with corners at whole spectrum bins.
 */
public final class MelFill {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MelFill")
                    .summary("Fills a matrix that sums a spectrum to mel bands.")
                    .formula(
                            "Y[bin, band] rises from one corner to the next and falls to the third")
                    .output("Y", "dft_length / 2 + 1 x bands")
                    .ofType(ElementTypes.FLOATS)
                    .attrs(
                            Attr.ofInt("bands", 1, "How many mel bands."),
                            Attr.ofInt("dft_length", 1, "The length of the Fourier transform."),
                            Attr.ofInt("sample_rate", 1, "Samples per second."),
                            Attr.ofFloat("lower_hertz", 0, "Where the first band begins."),
                            Attr.ofFloat("upper_hertz", 1, "Where the last band ends."),
                            new Attr("dtype", Attr.Kind.TYPE, DType.FLOAT32, "The element type."))
                    .types(MelFill::types)
                    .kernel(MelFill::run)
                    .example(
                            new Example(
                                    Map.of(
                                            "bands", 1,
                                            "dft_length", 16,
                                            "sample_rate", 8,
                                            "upper_hertz", 4),
                                    List.of(),
                                    List.of(
                                            NDArray.of(
                                                    Shape.of(9, 1),
                                                    0f,
                                                    0.5f,
                                                    1,
                                                    0.6666667f,
                                                    0.33333334f,
                                                    0,
                                                    0,
                                                    0,
                                                    0))))
                    .sample(
                            Sample.of(
                                    Map.of(
                                            "bands", 3,
                                            "dft_length", 16,
                                            "sample_rate", 8192,
                                            "upper_hertz", 4096),
                                    new Sample.Input[0]))
                    .build();

    private MelFill() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Attrs attrs = site.attrs();
        int bands = Shape.extent(attrs.atLeast(0, "bands"));
        int length = Shape.extent(attrs.atLeast(1, "dft_length"));
        attrs.atLeast(1, "sample_rate");
        double lower = attrs.f("lower_hertz");
        double upper = attrs.f("upper_hertz");
        site.require(
                lower >= 0 && upper >= lower && upper < 1e9,
                "lower_hertz and upper_hertz must not be negative nor change places, found %s"
                        + " and %s",
                lower,
                upper);
        DType dtype = attrs.type("dtype");
        site.require(
                dtype.isFloating(),
                "dtype must be one of floating-point numbers, found %s",
                dtype.lowerName());
        return List.of(new ArrayType(dtype, Shape.of(length / 2 + 1, bands)));
    }

    private static void run(Operands o) {
        int bins = o.outShape(0).dim(0);
        int bands = o.outShape(0).dim(1);
        int[] corners = corners(o.attrs(), bands + 2);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        for (int band = 0; band < bands; band++) {
            int low = corners[band];
            int top = corners[band + 1];
            int high = corners[band + 2];
            for (int bin = low; bin <= Math.min(top, bins - 1); bin++) {
                y[bin * bands + band] = top == low ? 1 : (double) (bin - low) / (top - low);
            }
            for (int bin = top; bin < Math.min(high, bins); bin++) {
                y[bin * bands + band] = (double) (high - bin) / (high - top);
            }
        }
    }

    /** The bins of points that are evenly spaced in mel. */
    private static int[] corners(Attrs attrs, int count) {
        double low = mel(attrs.f("lower_hertz"));
        double step = (mel(attrs.f("upper_hertz")) - low) / count;
        int[] corners = new int[count];
        for (int i = 0; i < count; i++) {
            double hertz = 700 * (Math.pow(10, (low + i * step) / 2595) - 1);
            corners[i] =
                    (int) Math.floor((attrs.i("dft_length") + 1) * hertz / attrs.i("sample_rate"));
        }
        return corners;
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }
}
