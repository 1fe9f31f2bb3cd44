package org.duograph.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.Summary;
import org.duograph.session.proto.SummaryMetadata;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The values of a summary that are tensors, each with the name of the view that shows it. */
final class TensorValues {
    /** TensorBoard's view of texts. */
    static final String TEXT = "text";

    /** TensorBoard's view of precision and recall. */
    static final String PR_CURVES = "pr_curves";

    private TensorValues() {}

    /** A text, in which Markdown is shown as it is meant. */
    static Summary.Value text(String tag, String text) {
        return tensor(tag, NDArray.ofTexts(Shape.SCALAR, text), TEXT, ByteString.EMPTY);
    }

    /** Precision and recall: see {@link FileWriter#addPrCurve}. */
    static Summary.Value prCurve(String tag, NDArray labels, NDArray predictions, int thresholds) {
        if (labels.size() != predictions.size() || thresholds < 2) {
            throw new IllegalArgumentException(
                    "A precision and recall curve needs as many labels as predictions and 2 thresholds or more, found %d, %d and %d"
                            .formatted(labels.size(), predictions.size(), thresholds));
        }
        double[] yes = new double[thresholds]; // by the last threshold that is not above
        double[] no = new double[thresholds];
        for (int i = 0; i < labels.size(); i++) {
            double p = predictions.get(i);
            double label = labels.get(i);
            if (!(p >= 0 && p <= 1) || label != 0 && label != 1) {
                throw new IllegalArgumentException(
                        "Labels are 0 or 1 and predictions from 0 to 1; number %d is %s and %s"
                                .formatted(i, label, p));
            }
            (label == 1 ? yes : no)[(int) Math.floor(p * (thresholds - 1))]++;
        }
        return tensor(tag, curve(yes, no), PR_CURVES, content(thresholds));
    }

    /** Six rows: hits, false alarms, right noes, misses, precision, recall. */
    private static NDArray curve(double[] yes, double[] no) {
        int thresholds = yes.length;
        NDArray curve = NDArray.of(Shape.of(6, thresholds), new float[6 * thresholds]);
        double allYes = Arrays.stream(yes).sum();
        double allNo = Arrays.stream(no).sum();
        double hits = 0;
        double alarms = 0;
        for (int t = thresholds - 1; t >= 0; t--) {
            hits += yes[t];
            alarms += no[t];
            double[] column = {
                hits,
                alarms,
                allNo - alarms,
                allYes - hits,
                hits / Math.max(1e-7, hits + alarms),
                hits / Math.max(1e-7, allYes)
            };
            for (int row = 0; row < column.length; row++) {
                curve.set(row * thresholds + t, column[row]);
            }
        }
        return curve;
    }

    /** TensorBoard's message PrCurvePluginData, whose field 2 is the number of thresholds. */
    private static ByteString content(int thresholds) {
        ByteString.Output bytes = ByteString.newOutput();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeUInt32(2, thresholds);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory don't fail
        }
        return bytes.toByteString();
    }

    private static Summary.Value tensor(
            String tag, NDArray tensor, String view, ByteString content) {
        return Summary.Value.newBuilder()
                .setTag(tag)
                .setTensor(Tensors.message(tensor))
                .setMetadata(
                        SummaryMetadata.newBuilder()
                                .setPluginData(
                                        SummaryMetadata.PluginData.newBuilder()
                                                .setPluginName(view)
                                                .setContent(content)))
                .build();
    }
}
