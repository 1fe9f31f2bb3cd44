package org.duograph.ops.image;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Boxes moved and stretched as a detector's answers say (Girshick et al., "Rich feature
 * hierarchies", 2014, appendix C), and cut to the image.
 */
public final class BBoxTransform {
    /** The greatest logarithm of a stretch. */
    private static final double MOST = Math.log(1000.0 / 16);

    private static final Attr WEIGHTS =
            new Attr(
                    "weights",
                    Attr.Kind.FLOATS,
                    List.of(1.0, 1.0, 1.0, 1.0),
                    "What dx, dy, dw and dh are divided by.");

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BBoxTransform")
                    .summary("Moves and stretches boxes, one for each class, and cuts them off.")
                    .formula(
                            "center' = center + d / weight * size; size' = size * exp(min(d / weight,"
                                    + " log(1000 / 16)))")
                    .input(
                            "rois",
                            "M x 4, left, top, right, bottom; or M x 5, the image's number"
                                    + " first, ascending")
                    .input("deltas", "M x 4K: dx, dy, dw, dh for each of K classes")
                    .input("im_info", "N x 3: rows, columns and scale of each image")
                    .output("boxes", "M x 4K: left, top, right, bottom")
                    .auxiliaryOutput("roi_batch_splits", "how many rois each image has, N")
                    .attrs(
                            WEIGHTS,
                            Attr.ofInt(
                                    "apply_scale", 1, "1: boxes are in pixels of scaled images."),
                            Attr.ofInt(
                                    "correct_transform_coords",
                                    0,
                                    "1: right and bottom are the last pixels, as Detectron has it."),
                            Attr.ofInt("rotated", 0, "Boxes that are turned are not supported: 0."))
                    .types(BBoxTransform::types)
                    .kernel(BBoxTransform::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 4), 0f, 0, 9, 9),
                                            NDArray.of(Shape.of(1, 4), 0.5f, 0, 0, 0),
                                            NDArray.of(Shape.of(1, 3), 100f, 100, 1)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 4), 5f, 0, 15, 10),
                                            NDArray.vector(1))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(3, 4), 0, 20),
                                    Sample.real(Shape.of(3, 8), -1, 1),
                                    Sample.real(Shape.of(1, 3), 10, 20)))
                    .build();

    private BBoxTransform() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        for (int i = 0; i < 3; i++) {
            site.requireRank(i, 2);
        }
        int columns = site.shape(0).dim(1);
        site.require(!site.attrs().flag("rotated"), "rotated boxes are not supported");
        site.require(
                columns == 4 || columns == 5,
                "rois must have 4 or 5 columns, found %s",
                site.in(0));
        site.require(
                columns == 5 || site.shape(2).dim(0) == 1,
                "rois without the numbers of their images belong to one image, but im_info tells of"
                        + " %d",
                site.shape(2).dim(0));
        site.require(
                site.shape(1).dim(0) == site.shape(0).dim(0) && site.shape(1).dim(1) % 4 == 0,
                "deltas must hold 4 numbers per class for each of the rois %s, found %s",
                site.shape(0),
                site.in(1));
        site.require(
                site.shape(2).dim(1) == 3, "im_info must have 3 columns, found %s", site.in(2));
        site.require(
                site.attrs().floats("weights").size() == 4,
                "weights must be 4 numbers, found %s",
                site.attrs().floats("weights"));
        Shape splits = Shape.of(site.shape(2).dim(0));
        return List.of(site.in(1), site.in(0).withShape(splits));
    }

    private static void run(Operands o) {
        int columns = o.inShape(0).dim(1);
        int classes = o.inShape(1).dim(1) / 4;
        double[] rois = o.in(0);
        double[] info = o.in(2);
        int images = o.inShape(2).dim(0);
        double[] weights =
                o.attrs().floats("weights").stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.fill(o.out(1), 0, images, 0);
        double last = o.attrs().flag("correct_transform_coords") ? 1 : 0;
        for (int r = 0; r < o.inShape(0).dim(0); r++) {
            int image = columns == 5 ? (int) rois[r * 5] : 0;
            if (image < 0 || image >= images) {
                throw new IllegalArgumentException(
                        "rois[%d] must name an image from 0 to %d, found %d"
                                .formatted(r, images - 1, image));
            }
            o.out(1)[image]++;
            double scale = info[image * 3 + 2];
            double[] box = new double[4];
            for (int k = 0; k < 4; k++) {
                box[k] = rois[r * columns + columns - 4 + k] / scale;
            }
            int rows = (int) (info[image * 3] / scale + 0.5);
            int across = (int) (info[image * 3 + 1] / scale + 0.5);
            double back = o.attrs().flag("apply_scale") ? scale : 1;
            for (int c = 0; c < classes; c++) {
                int at = (r * classes + c) * 4;
                double[] moved = moved(box, o.in(1), at, weights, last);
                for (int k = 0; k < 4; k++) {
                    int most = (k % 2 == 0 ? across : rows) - 1;
                    o.out(0)[at + k] = back * Math.max(0, Math.min(moved[k], most));
                }
            }
        }
    }

    /**
     * A box moved and stretched.
     *
     * @param box left, top, right, bottom
     * @param deltas dx, dy, dw, dh from {@code at} on
     * @param weights what they are divided by
     * @param last what right and bottom are moved back by
     */
    public static double[] moved(
            double[] box, double[] deltas, int at, double[] weights, double last) {
        double[] moved = new double[4];
        for (int side = 0; side < 2; side++) {
            double size = box[side + 2] - box[side] + 1;
            double center = box[side] + 0.5 * size + deltas[at + side] / weights[side] * size;
            double stretch = Math.min(deltas[at + side + 2] / weights[side + 2], MOST);
            double half = 0.5 * Math.exp(stretch) * size;
            moved[side] = center - half;
            moved[side + 2] = center + half - last;
        }
        return moved;
    }
}
