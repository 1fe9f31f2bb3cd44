package org.duograph.ops.image;

import java.util.ArrayList;
import java.util.Arrays;
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
 * The best boxes of each class, without those that lie upon better ones, as in ONNX.
 *
 * <p>How many there are depends on the numbers, and a graph's shapes do not: there is room for all,
 * and {@code count} says how many rows hold a box.
 */
public final class NonMaxSuppression {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("NonMaxSuppression")
                    .summary("Chooses the best boxes of each class that lie apart from each other.")
                    .formula(
                            "by falling score: a box is chosen if its intersection over union with"
                                    + " those chosen before is at most iou_threshold")
                    .input("boxes", "N x B x 4: two opposite corners [y, x, y, x]")
                    .input("scores", "N x C x B")
                    .constantInput("max_boxes", "a whole number, in place of the attribute")
                    .output("Y", "N * C * min(max_boxes, B) x 3: image, class, box; then -1")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("count", "how many were chosen, a scalar")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(
                            Attr.ofInt("max_boxes", 0, "The most of a class of an image."),
                            Attr.ofFloat("iou_threshold", 0, "How much of two may be common."),
                            Attr.ofFloat(
                                    "score_threshold",
                                    Double.NEGATIVE_INFINITY,
                                    "Scores must be above this."),
                            Attr.ofInt(
                                    "center_point_box",
                                    0,
                                    "1: boxes are [x of center, y of center, width, height]."))
                    .types(NonMaxSuppression::types)
                    .kernel(NonMaxSuppression::run)
                    .example(
                            new Example(
                                    Map.of("max_boxes", 2, "iou_threshold", 0.5),
                                    List.of(
                                            NDArray.of(
                                                    Shape.of(1, 3, 4),
                                                    0f,
                                                    0,
                                                    1,
                                                    1,
                                                    0,
                                                    0,
                                                    1,
                                                    0.9f,
                                                    2,
                                                    2,
                                                    3,
                                                    3),
                                            NDArray.of(Shape.of(1, 1, 3), 0.7f, 0.9f, 0.8f)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 3), 0L, 0, 1, 0, 0, 2),
                                            NDArray.of(Shape.SCALAR, 2L))))
                    .sample(
                            Sample.of(
                                    Map.of("max_boxes", 3, "iou_threshold", 0.3),
                                    Sample.real(Shape.of(2, 5, 4), 0, 1),
                                    Sample.real(Shape.of(2, 2, 5), 0, 1)))
                    .sample(
                            Sample.of(
                                    Map.of(
                                            "max_boxes",
                                            9,
                                            "score_threshold",
                                            0.4,
                                            "center_point_box",
                                            1),
                                    Sample.real(Shape.of(1, 4, 4), 0, 1),
                                    Sample.real(Shape.of(1, 1, 4), 0, 1)))
                    .build();

    private NonMaxSuppression() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape boxes = site.shape(0);
        Shape scores = site.shape(1);
        site.requireRank(0, 3);
        site.requireRank(1, 3);
        site.require(
                boxes.dim(2) == 4 && scores.dim(0) == boxes.dim(0) && scores.dim(2) == boxes.dim(1),
                "boxes must be N x B x 4 and scores N x C x B, found %s and %s",
                boxes,
                scores);
        long each = Math.min(site.attrs().atLeast(0, "max_boxes"), boxes.dim(1));
        int room = Shape.of(scores.dim(0), scores.dim(1), (int) each).intSize();
        return List.of(
                new ArrayType(DType.INT64, Shape.of(room, 3)),
                new ArrayType(DType.INT64, Shape.SCALAR));
    }

    private static void run(Operands o) {
        Shape scores = o.inShape(1);
        int boxes = scores.dim(2);
        long most = o.attrs().i("max_boxes");
        boolean center = o.attrs().flag("center_point_box");
        long[] y = o.wholesOut(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), -1);
        int count = 0;
        for (int n = 0; n < scores.dim(0); n++) {
            for (int c = 0; c < scores.dim(1); c++) {
                List<Integer> chosen = new ArrayList<>();
                for (int box : ranked(o, (n * scores.dim(1) + c) * boxes, boxes)) {
                    if (chosen.size() < most && isApart(o, n * boxes, box, chosen, center)) {
                        chosen.add(box);
                        y[3 * count] = n;
                        y[3 * count + 1] = c;
                        y[3 * count + 2] = box;
                        count++;
                    }
                }
            }
        }
        o.wholesOut(1)[0] = count;
    }

    /** The boxes whose scores are high enough, best first; of equal ones the first. */
    private static List<Integer> ranked(Operands o, int from, int boxes) {
        double[] scores = o.in(1);
        double least = o.attrs().f("score_threshold");
        List<Integer> ranked = new ArrayList<>();
        for (int box = 0; box < boxes; box++) {
            if (scores[from + box] > least) {
                ranked.add(box);
            }
        }
        ranked.sort((a, b) -> Double.compare(scores[from + b], scores[from + a]));
        return ranked;
    }

    private static boolean isApart(
            Operands o, int from, int box, List<Integer> chosen, boolean center) {
        double[] candidate = corners(o.in(0), from + box, center);
        for (int other : chosen) {
            double common = overlap(candidate, corners(o.in(0), from + other, center));
            if (common > o.attrs().f("iou_threshold")) {
                return false;
            }
        }
        return true;
    }

    /** The least and the greatest coordinates: [y, x, y, x]. */
    private static double[] corners(double[] boxes, int box, boolean center) {
        double a = boxes[4 * box];
        double b = boxes[4 * box + 1];
        double c = boxes[4 * box + 2];
        double d = boxes[4 * box + 3];
        return center
                ? new double[] {b - d / 2, a - c / 2, b + d / 2, a + c / 2}
                : new double[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
    }

    /** Intersection over union. */
    private static double overlap(double[] a, double[] b) {
        double height = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        double width = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        double common = Math.max(0, height) * Math.max(0, width);
        double union = area(a) + area(b) - common;
        return union > 0 ? common / union : 0;
    }

    private static double area(double[] box) {
        return (box[2] - box[0]) * (box[3] - box[1]);
    }
}
