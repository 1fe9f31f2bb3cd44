package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;
import org.junit.jupiter.api.Test;

/** Summary operations give what TensorFlow's give of the same graph. */
class SummariesTest {
    private final Graph g = new Graph();

    private static float[] numbers(int count, double from, double to) {
        float[] numbers = new float[count];
        double[] drawn = new Random(7).doubles(count, from, to).toArray();
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) drawn[i];
        }
        return numbers;
    }

    /** What both give, ours first. */
    private List<Summary> both(Tensor summary) throws IOException {
        Registry.requireNodes(GraphDefWriter.write(g));
        NDArray ours;
        try (Session session = new Session(g)) {
            ours = session.run(summary);
        }
        try (TensorFlow1 tensorflow = new TensorFlow1(GraphDefWriter.write(g))) {
            NDArray theirs = tensorflow.run(Map.of(), List.of(), List.of(summary.name())).get(0);
            return List.of(parse(ours), parse(theirs));
        }
    }

    private static Summary parse(NDArray text) throws IOException {
        return Summary.parseFrom(TextBytes.bytes(text.getText(0)));
    }

    @Test
    void scalarsHistogramsAndTextsAreTheSameMessages() throws IOException {
        g.summaries().scalar("loss", g.constant(0.25f));
        g.summaries().histogram("w", g.constant(numbers(500, -3, 5)));
        g.summaries().histogram("whole", g.constant(new int[] {1, 1, 2, 1000}));
        g.summaries().histogram("zero", g.constant(new float[] {0, 0}));
        g.summaries().text("note", g.constant("größer"));
        List<Summary> both = both(g.summaries().mergeAll());
        assertThat(both.get(0)).isEqualTo(both.get(1));
    }

    @Test
    void imagesHaveTheSamePixels() throws IOException {
        NDArray signed = NDArray.of(Shape.of(2, 5, 4, 3), numbers(120, -2, 3));
        NDArray light = NDArray.of(Shape.of(1, 5, 4, 1), numbers(20, 0, 9));
        NDArray odd = NDArray.of(Shape.of(1, 1, 3, 3), numbers(9, 0, 1));
        odd.set(4, Float.NaN);
        byte[] bytes = new byte[2 * 3 * 4];
        new Random(1).nextBytes(bytes);
        g.summaries().image("signed", g.constant(signed));
        g.summaries().image("light", g.constant(light), 1);
        g.summaries().image("odd", g.constant(odd));
        g.summaries().image("bytes", g.constant(NDArray.ofBytes(Shape.of(1, 2, 3, 4), bytes)));
        List<Summary> both = both(g.summaries().mergeAll());
        assertThat(both.get(0).getValueCount()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            Summary.Value ours = both.get(0).getValue(i);
            Summary.Value theirs = both.get(1).getValue(i);
            assertThat(ours.getTag()).isEqualTo(theirs.getTag());
            assertThat(ours.getImage().getColorspace())
                    .isEqualTo(theirs.getImage().getColorspace());
            assertThat(pixels(ours)).as(ours.getTag()).isEqualTo(pixels(theirs));
        }
    }

    private static int[] pixels(Summary.Value value) throws IOException {
        byte[] png = value.getImage().getEncodedImageString().toByteArray();
        return ImageIO.read(new ByteArrayInputStream(png))
                .getRaster()
                .getPixels(
                        0,
                        0,
                        value.getImage().getWidth(),
                        value.getImage().getHeight(),
                        (int[]) null);
    }
}
