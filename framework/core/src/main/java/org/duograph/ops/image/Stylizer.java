package org.duograph.ops.image;

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

/**
 * Both ends of a style-transfer net on a phone: from camera pixels (blue, green, red, alpha in four
 * bytes) to planes of numbers, and back.
 */
public final class Stylizer {
    private static final int COLOURS = 3;
    private static final int BYTES = 4;

    /** From pixels to planes. */
    public static final OpDef PREPROCESS =
            OpDef.named("PackedInt8BGRANHWCToNCHWCStylizerPreprocess")
                    .summary("Turns BGRA bytes into three planes without their mean, adding noise.")
                    .formula("Y[n, c, p] = X[n, p, c] - mean[c] + noise[p mod size of noise]")
                    .input("X", "uint8, N x H x W x 4")
                    .ofType(ElementTypes.of(DType.UINT8))
                    .input("mean", "3 numbers: blue, green, red")
                    .optionalInput("noise", "any number of numbers; Caffe2 keeps 491 of them")
                    .output("Y", "float32, N x 3 x H x W")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .attrs(
                            Attr.ofFloat("noise_std", 10, "For whoever draws the noise."),
                            Attr.ofInt("noise_size", 491, "For whoever draws the noise."))
                    .types(Stylizer::preprocessTypes)
                    .kernel(Stylizer::preprocess)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.ofBytes(
                                                    Shape.of(1, 1, 1, 4),
                                                    (byte) 10,
                                                    (byte) 20,
                                                    (byte) 200,
                                                    (byte) 255),
                                            NDArray.vector(1, 2, 3),
                                            NDArray.vector(0.5f)),
                                    List.of(NDArray.of(Shape.of(1, 3, 1, 1), 9.5f, 18.5f, 197.5f))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.whole(DType.UINT8, Shape.of(2, 3, 5, 4), 0, 256),
                                    Sample.real(Shape.of(3), 90, 130),
                                    Sample.real(Shape.of(7), -5, 5)))
                    .build();

    /** From planes to pixels. */
    public static final OpDef DEPROCESS =
            OpDef.named("BRGNCHWCToPackedInt8BGRAStylizerDeprocess")
                    .summary("Turns three planes into BGRA bytes, adding their mean.")
                    .formula(
                            "Y[n, p, c] = X[n, c, p] + mean[c], cut to 0 ... 255; Y[n, p, 3] = 255")
                    .input("X", "N x 3 x H x W")
                    .input("mean", "3 numbers: blue, green, red")
                    .output("Y", "uint8, N x H x W x 4")
                    .ofType(ElementTypes.of(DType.UINT8))
                    .types(Stylizer::deprocessTypes)
                    .kernel(Stylizer::deprocess)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 3, 1, 1), 9.5f, -18f, 300),
                                            NDArray.vector(1, 2, 3)),
                                    List.of(
                                            NDArray.ofBytes(
                                                    Shape.of(1, 1, 1, 4),
                                                    (byte) 10,
                                                    (byte) 0,
                                                    (byte) 255,
                                                    (byte) 255))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 3, 3, 5), -150, 150),
                                    Sample.real(Shape.of(3), 90, 130)))
                    .build();

    private Stylizer() {}

    private static void requireMean(TypeRule.Site site) {
        site.require(
                site.shape(1).size() == COLOURS, "mean must be 3 numbers, found %s", site.in(1));
    }

    private static List<ArrayType> preprocessTypes(TypeRule.Site site) {
        site.requireRank(0, 4);
        Shape x = site.shape(0);
        site.require(x.dim(3) == BYTES, "X must have 4 bytes per pixel, found %s", site.in(0));
        requireMean(site);
        site.require(!site.has(2) || site.shape(2).size() > 0, "noise must not be empty");
        return List.of(ArrayType.float32(x.dim(0), COLOURS, x.dim(1), x.dim(2)));
    }

    private static List<ArrayType> deprocessTypes(TypeRule.Site site) {
        site.requireRank(0, 4);
        Shape x = site.shape(0);
        site.require(x.dim(1) == COLOURS, "X must have 3 planes, found %s", site.in(0));
        requireMean(site);
        Shape y = Shape.of(x.dim(0), x.dim(2), x.dim(3), BYTES);
        return List.of(new ArrayType(DType.UINT8, y));
    }

    private static void preprocess(Operands o) {
        double[] noise = o.has(2) ? o.in(2) : new double[1];
        int noiseSize = o.has(2) ? o.inShape(2).intSize() : 1;
        int plane = o.outShape(0).sizeOf(2, 4);
        for (int n = 0; n < o.outShape(0).dim(0); n++) {
            for (int c = 0; c < COLOURS; c++) {
                int to = (n * COLOURS + c) * plane;
                for (int p = 0; p < plane; p++) {
                    double pixel = o.in(0)[(n * plane + p) * BYTES + c];
                    o.out(0)[to + p] = pixel - o.in(1)[c] + noise[p % noiseSize];
                }
            }
        }
    }

    private static void deprocess(Operands o) {
        int plane = o.inShape(0).sizeOf(2, 4);
        for (int n = 0; n < o.inShape(0).dim(0); n++) {
            for (int p = 0; p < plane; p++) {
                int to = (n * plane + p) * BYTES;
                for (int c = 0; c < COLOURS; c++) {
                    double v = o.in(0)[(n * COLOURS + c) * plane + p] + o.in(1)[c];
                    o.out(0)[to + c] = Math.floor(Math.max(0, Math.min(255, v)));
                }
                o.out(0)[to + COLOURS] = 255;
            }
        }
    }
}
