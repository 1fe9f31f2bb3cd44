package org.duograph.workspace.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.ops.image.BBoxTransform;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;

/**
 * The operators of detectors that choose boxes: how many they give depends on the numbers, so they
 * run on the host and what reads them is planned when they are there.
 *
 * <p>Boxes are left, top, right, bottom, the last pixels included. Source: Caffe2's operators of
 * these names; turned boxes and soft suppression are left out.
 */
final class ProposalOperators {
    private static final double[] ONES = {1, 1, 1, 1};

    private ProposalOperators() {}

    /** All of them. */
    static List<HostOperatorDef> all() {
        HostOperatorDef proposals = generateProposals();
        return List.of(proposals, proposals.alsoNamed("GenerateProposalsCPP"), boxWithNmsLimit());
    }

    private static HostOperatorDef generateProposals() {
        return HostOperatorDef.of(
                        "GenerateProposals",
                        "Makes of a detector's answers at each place the best boxes that lie apart.",
                        ProposalOperators::proposals)
                .input("scores", Operand.Kind.ONE, "N x A x H x W: of A boxes at each place")
                .input("bbox_deltas", Operand.Kind.ONE, "N x 4A x H x W: how they move and stretch")
                .input("im_info", Operand.Kind.ONE, "N x 3: rows, columns and scale of each image")
                .input("anchors", Operand.Kind.ONE, "A x 4: the boxes at the first place")
                .output("rois", Operand.Kind.ONE, "R x 5: the image's number, then the box")
                .output("rois_probs", Operand.Kind.ONE, "the scores of these, R")
                .arg(Attr.ofFloat("spatial_scale", 1.0 / 16, "places for each pixel"))
                .arg(Attr.ofInt("pre_nms_topN", 6000, "how many of the best are looked at"))
                .arg(Attr.ofInt("post_nms_topN", 300, "the most boxes of an image"))
                .arg(Attr.ofFloat("nms_thresh", 0.7, "how much of two boxes may be common"))
                .arg(Attr.ofFloat("min_size", 16, "the least side of a box, in unscaled pixels"))
                .arg(Attr.ofInt("correct_transform_coords", 0, "1: as Detectron moves boxes"))
                .late()
                .example(
                        "op { type: \"GenerateProposals\" input: \"scores\" input: \"deltas\" input:"
                                + " \"im_info\" input: \"anchors\" output: \"rois\" output:"
                                + " \"rois_probs\" }");
    }

    private static HostOperatorDef boxWithNmsLimit() {
        return HostOperatorDef.of(
                        "BoxWithNMSLimit",
                        "Chooses, for each class, the best boxes that lie apart, and of all the"
                                + " best.",
                        ProposalOperators::limit)
                .input("scores", Operand.Kind.ONE, "M x K: of K classes, the background first")
                .input("boxes", Operand.Kind.ONE, "M x 4K: a box for each class")
                .input("batch_splits", Operand.Kind.OPTIONAL, "how many rows each image has")
                .output("scores_out", Operand.Kind.ONE, "the scores of what was chosen, R")
                .output("boxes_out", Operand.Kind.ONE, "R x 4")
                .output("classes", Operand.Kind.ONE, "the class of each, R, as floats")
                .output("batch_splits_out", Operand.Kind.OPTIONAL, "how many each image has")
                .arg(Attr.ofFloat("score_thresh", 0.05, "scores must be above this"))
                .arg(Attr.ofFloat("nms", 0.3, "how much of two boxes may be common"))
                .arg(Attr.ofInt("detections_per_im", 100, "the most of an image; 0: all"))
                .arg(Attr.ofInt("soft_nms_enabled", 0, "0; 1 is not supported"))
                .arg(Attr.ofInt("rotated", 0, "0; 1 is not supported"))
                .late()
                .example(
                        "op { type: \"BoxWithNMSLimit\" input: \"cls_prob\" input: \"pred_bbox\""
                                + " output: \"scores\" output: \"boxes\" output: \"classes\" }");
    }

    /** A box that was chosen, and what is known of it. */
    private record Choice(double[] box, double score, int kind) {}

    private static void proposals(HostOperator.Call call) {
        Args args = call.args();
        NDArray scores = call.input(0);
        NDArray deltas = call.input(1);
        NDArray info = call.input(2);
        NDArray anchors = call.input(3);
        Shape s = scores.shape();
        call.require(
                s.rank() == 4
                        && deltas.shape()
                                .equals(Shape.of(s.dim(0), 4 * s.dim(1), s.dim(2), s.dim(3)))
                        && info.shape().equals(Shape.of(s.dim(0), 3))
                        && anchors.shape().equals(Shape.of(s.dim(1), 4)),
                "scores, bbox_deltas, im_info and anchors must be N x A x H x W, N x 4A x H x W, N x"
                        + " 3 and A x 4, found %s, %s, %s and %s",
                s,
                deltas.shape(),
                info.shape(),
                anchors.shape());
        double step = 1 / args.f("spatial_scale", 1f / 16);
        double last = args.flag("correct_transform_coords", false) ? 1 : 0;
        List<Choice> all = new ArrayList<>();
        for (int n = 0; n < s.dim(0); n++) {
            List<Choice> boxes = new ArrayList<>();
            double least = args.f("min_size", 16) * info.get(n * 3 + 2);
            for (int i : best(scores, n, args.i("pre_nms_topN", 6000))) {
                double[] box = proposal(n, i, s, deltas, anchors, step, last);
                cut(box, info.get(n * 3), info.get(n * 3 + 1));
                double w = box[2] - box[0] + 1;
                double h = box[3] - box[1] + 1;
                boolean inside =
                        box[0] + w / 2 < info.get(n * 3 + 1) && box[1] + h / 2 < info.get(n * 3);
                if (w >= least && h >= least && inside) {
                    int place = s.dim(2) * s.dim(3);
                    int at = (n * s.dim(1) + i % s.dim(1)) * place + i / s.dim(1);
                    boxes.add(new Choice(box, scores.get(at), n));
                }
            }
            all.addAll(apart(boxes, args.f("nms_thresh", 0.7f), args.i("post_nms_topN", 300)));
        }
        NDArray rois = NDArray.of(Shape.of(all.size(), 5), new float[all.size() * 5]);
        for (int r = 0; r < all.size(); r++) {
            rois.set(r * 5, all.get(r).kind());
            write(rois, r * 5 + 1, all.get(r).box());
        }
        call.output(0, rois);
        call.output(1, scores(all));
    }

    /**
     * The boxes of image {@code n} by falling score; box {@code i} is anchor i % A at place i / A.
     */
    private static List<Integer> best(NDArray scores, int n, int most) {
        int anchors = scores.shape().dim(1);
        int places = scores.shape().dim(2) * scores.shape().dim(3);
        Comparator<Integer> byScore =
                Comparator.comparingDouble(
                        i -> -scores.get((n * anchors + i % anchors) * places + i / anchors));
        long count = most <= 0 ? Long.MAX_VALUE : most;
        return IntStream.range(0, anchors * places).boxed().sorted(byScore).limit(count).toList();
    }

    private static double[] proposal(
            int n, int i, Shape s, NDArray deltas, NDArray anchors, double step, double last) {
        int anchor = i % s.dim(1);
        int place = i / s.dim(1);
        int places = s.dim(2) * s.dim(3);
        double[] box = new double[4];
        double[] delta = new double[4];
        for (int k = 0; k < 4; k++) {
            int along = k % 2 == 0 ? place % s.dim(3) : place / s.dim(3);
            box[k] = anchors.get(anchor * 4 + k) + along * step;
            delta[k] = deltas.get((n * 4 * s.dim(1) + anchor * 4 + k) * places + place);
        }
        return BBoxTransform.moved(box, delta, 0, ONES, last);
    }

    private static void cut(double[] box, double rows, double columns) {
        for (int k = 0; k < 4; k++) {
            int most = (int) (k % 2 == 0 ? columns : rows) - 1;
            box[k] = Math.max(0, Math.min(box[k], most));
        }
    }

    /** Those of boxes, sorted by score, that have at most so much in common with better ones. */
    private static List<Choice> apart(List<Choice> sorted, double common, int most) {
        List<Choice> kept = new ArrayList<>();
        for (Choice choice : sorted) {
            if (most > 0 && kept.size() == most) {
                break;
            }
            if (kept.stream().allMatch(k -> overlap(k.box(), choice.box()) <= common)) {
                kept.add(choice);
            }
        }
        return kept;
    }

    /** Intersection over union. */
    private static double overlap(double[] a, double[] b) {
        double w = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1);
        double h = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1);
        return w * h / (area(a) + area(b) - w * h);
    }

    private static double area(double[] box) {
        return (box[2] - box[0] + 1) * (box[3] - box[1] + 1);
    }

    private static void limit(HostOperator.Call call) {
        Args args = call.args();
        NDArray scores = call.input(0);
        NDArray boxes = call.input(1);
        Shape s = scores.shape();
        call.require(
                !args.flag("soft_nms_enabled", false) && !args.flag("rotated", false),
                "soft_nms_enabled and rotated are not supported");
        call.require(
                s.rank() == 2 && boxes.shape().equals(Shape.of(s.dim(0), 4 * s.dim(1))),
                "scores and boxes must be M x K and M x 4K, found %s and %s",
                s,
                boxes.shape());
        NDArray splits =
                call.inputs().size() > 2
                        ? call.input(2)
                        : NDArray.of(Shape.of(1), (float) s.dim(0));
        List<Choice> all = new ArrayList<>();
        float[] counts = new float[splits.size()];
        int from = 0;
        for (int image = 0; image < counts.length; image++) {
            int to = from + (int) splits.get(image);
            call.require(
                    to >= from && to <= s.dim(0),
                    "batch_splits must add up to the %d rows of scores",
                    s.dim(0));
            List<Choice> chosen = ofImage(args, scores, boxes, from, to);
            counts[image] = chosen.size();
            all.addAll(chosen);
            from = to;
        }
        NDArray chosen = NDArray.of(Shape.of(all.size(), 4), new float[all.size() * 4]);
        NDArray classes = NDArray.of(Shape.of(all.size()), new float[all.size()]);
        for (int r = 0; r < all.size(); r++) {
            write(chosen, r * 4, all.get(r).box());
            classes.set(r, all.get(r).kind());
        }
        call.output(0, scores(all));
        call.output(1, chosen);
        call.output(2, classes);
        if (call.op().getOutputCount() > 3) {
            call.output(3, NDArray.of(Shape.of(counts.length), counts));
        }
    }

    /** What is chosen of the rows of one image, class by class. */
    private static List<Choice> ofImage(
            Args args, NDArray scores, NDArray boxes, int from, int to) {
        int most = args.i("detections_per_im", 100);
        int classes = scores.shape().dim(1);
        Comparator<Choice> byScore = Comparator.comparingDouble(choice -> -choice.score());
        List<Choice> kept = new ArrayList<>();
        for (int c = 1; c < classes; c++) { // 0 is the background
            List<Choice> candidates = new ArrayList<>();
            for (int row = from; row < to; row++) {
                double score = scores.get(row * classes + c);
                if (score > args.f("score_thresh", 0.05f)) {
                    double[] box = new double[4];
                    for (int k = 0; k < 4; k++) {
                        box[k] = boxes.get((row * classes + c) * 4 + k);
                    }
                    candidates.add(new Choice(box, score, c));
                }
            }
            candidates.sort(byScore);
            kept.addAll(apart(candidates, args.f("nms", 0.3f), most));
        }
        if (most <= 0 || kept.size() <= most) {
            return kept;
        }
        Comparator<Choice> byClass = Comparator.comparingInt(Choice::kind);
        return kept.stream()
                .sorted(byScore)
                .limit(most)
                .sorted(byClass.thenComparing(byScore))
                .toList();
    }

    private static NDArray scores(List<Choice> all) {
        NDArray scores = NDArray.of(Shape.of(all.size()), new float[all.size()]);
        for (int r = 0; r < all.size(); r++) {
            scores.set(r, all.get(r).score());
        }
        return scores;
    }

    private static void write(NDArray to, int at, double[] box) {
        for (int k = 0; k < 4; k++) {
            to.set(at + k, box[k]);
        }
    }
}
