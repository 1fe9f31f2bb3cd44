package org.duograph.backend.cuda;

import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Attrs;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.Shape;

/** Cross entropy against labels or wanted probabilities. */
final class CrossEntropyKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LabelCrossEntropy" ->
                    Entry.ofAnyType(LossKernels::hasLabels, CrossEntropyKernels::label);
            case "LabelCrossEntropyGradX" ->
                    Entry.ofAnyType(LossKernels::hasLabels, CrossEntropyKernels::labelGradX);
            case "CrossEntropy" -> Entry.of(d -> loss(d, "cross_entropy", rows(d)));
            case "CrossEntropyGradX" ->
                    Entry.of(
                            d -> {
                                d.mayOverwrite(0, 0);
                                gradient(d, "cross_entropy_grad", rows(d));
                            });
            case "SigmoidCrossEntropyWithLogits" ->
                    Entry.of(d -> loss(d, ofLogits(d.attrs()), lastAxis(d)));
            case "SigmoidCrossEntropyWithLogitsGradX" ->
                    Entry.of(
                            d -> {
                                d.mayOverwrite(0, 0);
                                gradient(d, ofLogits(d.attrs()) + "_grad", lastAxis(d));
                            });
            default -> null;
        };
    }

    private static Rows rows(Draft d) {
        return Rows.first(d.inShape(0));
    }

    /** The logits of one result: the last axis. */
    private static Rows lastAxis(Draft d) {
        Shape x = d.inShape(0);
        return x.rank() == 0 ? new Rows(1, 1) : Rows.at(-1, x);
    }

    /** Which of the losses of logits it is; the first variant wins where both are asked for. */
    private static String ofLogits(Attrs attrs) {
        if (attrs.flag("unjoined_lr_loss")) {
            return "unjoined_cross_entropy";
        }
        return attrs.flag("log_D_trick") ? "log_d_cross_entropy" : "sigmoid_cross_entropy";
    }

    private static void label(Draft d) {
        Rows rows = rows(d);
        d.launch(LossKernels.MODULE, "label_cross_entropy")
                .over(rows.n())
                .in(0)
                .in(1)
                .integer(IndexKernels.wide(d, 1))
                .out(0)
                .fault(LossKernels.ofLabels(d, rows))
                .whole(rows.n())
                .integer(rows.d())
                .add();
    }

    private static void labelGradX(Draft d) {
        Rows rows = rows(d);
        LossKernels.byRows(d, "label_cross_entropy_grad", rows)
                .in(0)
                .in(1)
                .integer(IndexKernels.wide(d, 1))
                .in(2)
                .out(0)
                .fault(LossKernels.ofLabels(d, rows))
                .whole(rows.n())
                .integer(rows.d())
                .add();
    }

    private static void loss(Draft d, String kernel, Rows rows) {
        LossKernels.byRows(d, kernel, rows)
                .in(0)
                .in(1)
                .out(0)
                .whole(rows.n())
                .whole(rows.d())
                .add();
    }

    private static void gradient(Draft d, String kernel, Rows rows) {
        LossKernels.byRows(d, kernel, rows)
                .in(0)
                .in(1)
                .in(2)
                .out(0)
                .whole(rows.n())
                .whole(rows.d())
                .add();
    }
}
