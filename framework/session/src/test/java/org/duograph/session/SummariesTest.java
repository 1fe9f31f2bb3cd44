package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;
import org.junit.jupiter.api.Test;

class SummariesTest {
    private final Graph g = new Graph();

    private static Summary run(Graph graph, String tensor) throws IOException {
        try (Session session = new Session(graph)) {
            return Summary.parseFrom(TextBytes.bytes(session.run(tensor).get(0).getText(0)));
        }
    }

    private Summary run(Tensor summary) throws IOException {
        return run(g, summary.name());
    }

    @Test
    @SuppressWarnings("try") // the scope is only to be closed
    void aScalarIsCalledLikeItsOperationWithItsScopes() throws IOException {
        Tensor first;
        Tensor second;
        try (Scope scope = g.nameScope("train")) {
            first = g.summaries().scalar("loss", g.constant(2f));
            second = g.summaries().scalar("loss", g.constant(3f));
        }
        assertThat(first.operation().name()).isEqualTo("train/loss");
        assertThat(first.operation().type()).isEqualTo("ScalarSummary");
        assertThat(run(first).getValue(0).getTag()).isEqualTo("train/loss");
        assertThat(run(first).getValue(0).getSimpleValue()).isEqualTo(2f);
        assertThat(run(second).getValue(0).getTag()).isEqualTo("train/loss_1");
    }

    @Test
    void aHistogramCounts() throws IOException {
        Summary.Value value =
                run(g.summaries().histogram("w", g.constant(new float[] {1, 2, 2}))).getValue(0);
        assertThat(value.getTag()).isEqualTo("w");
        assertThat(value.getHisto().getNum()).isEqualTo(3);
        assertThat(value.getHisto().getSum()).isEqualTo(5);
        Tensor nan = g.summaries().histogram("n", g.constant(new float[] {Float.NaN}));
        assertThatThrownBy(() -> run(nan)).hasMessageContaining("Nan in summary histogram for: n");
    }

    @Test
    void imagesArePicturesAsBytesSay() throws IOException {
        NDArray two =
                NDArray.ofBytes(Shape.of(2, 1, 2, 1), (byte) 0, (byte) 200, (byte) 7, (byte) 255);
        Summary summary = run(g.summaries().image("in", g.constant(two)));
        assertThat(summary.getValueList())
                .extracting(Summary.Value::getTag)
                .containsExactly("in/image/0", "in/image/1");
        assertThat(pixels(summary.getValue(0).getImage())).containsExactly(0, 200);
        assertThat(pixels(summary.getValue(1).getImage())).containsExactly(7, 255);
    }

    @Test
    void otherNumbersAreScaledImageByImage() throws IOException {
        NDArray two = NDArray.of(Shape.of(2, 1, 2, 1), 0f, 4f, -1f, 0.5f);
        Summary summary = run(g.summaries().image("in", g.constant(two)));
        assertThat(pixels(summary.getValue(0).getImage())).containsExactly(0, 255);
        assertThat(pixels(summary.getValue(1).getImage())).containsExactly(1, 191);
    }

    @Test
    void aPixelThatIsNoNumberIsRed() throws IOException {
        NDArray one = NDArray.of(Shape.of(1, 1, 2, 3), 1f, 1f, 0f, 0f, Float.NaN, 0f);
        Summary summary = run(g.summaries().image("in", g.constant(one), 1));
        assertThat(summary.getValue(0).getTag()).isEqualTo("in/image");
        assertThat(summary.getValue(0).getImage().getColorspace()).isEqualTo(3);
        assertThat(pixels(summary.getValue(0).getImage())).containsExactly(255, 255, 0, 255, 0, 0);
    }

    private static int[] pixels(Summary.Image image) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(image.getEncodedImageString().toByteArray()))
                .getRaster()
                .getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }

    @Test
    void aTextSaysThatItIsOne() throws IOException {
        Summary.Value value =
                run(g.summaries().text("note", g.constant("größer **ist** besser"))).getValue(0);
        assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(value.getTensor().getStringVal(0).toStringUtf8())
                .isEqualTo("größer **ist** besser");
        assertThatThrownBy(() -> g.summaries().text("number", g.constant(1f)))
                .hasMessageContaining("to have dtype string, got");
    }

    @Test
    void allAreMergedOfTheirCollection() throws IOException {
        assertThat(g.summaries().mergeAll()).isNull();
        g.summaries().scalar("loss", g.constant(1f));
        g.summaries().in("later").scalar("accuracy", g.constant(0.5f));
        g.summaries().histogram("w", g.constant(new float[] {1, 2}));
        assertThat(run(g.summaries().mergeAll()).getValueList())
                .extracting(Summary.Value::getTag)
                .containsExactly("loss", "w");
        assertThat(run(g.summaries().in("later").mergeAll()).getValueList())
                .extracting(Summary.Value::getTag)
                .containsExactly("accuracy");
    }

    @Test
    void oneTagTwiceIsRefused() {
        Tensor loss = g.summaries().scalar("loss", g.constant(1f));
        Tensor twice = g.summaries().merge(List.of(loss, loss));
        assertThatThrownBy(() -> run(twice))
                .hasMessageContaining("Duplicate tag loss found in summary inputs");
    }

    @Test
    void theyComeBackFromFiles() throws IOException {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2, 2, 3);
        g.summaries().image("x_seen", x, 2);
        g.summaries().text("note", g.constant("written"));
        Tensor all = g.summaries().mergeAll();
        Graph read = GraphDefReader.read(GraphDefWriter.write(g));
        NDArray images = NDArray.zeros(NDArray.of(Shape.of(1, 2, 2, 3), new float[12]).type());
        try (Session session = new Session(read)) {
            NDArray text = session.feed("x", images).run(all.name()).get(0);
            assertThat(Summary.parseFrom(TextBytes.bytes(text.getText(0))).getValueList())
                    .extracting(Summary.Value::getTag)
                    .containsExactly("x_seen/image/0", "note");
        }
    }

    @Test
    void bytesOfConstantsStayAsTheyAre() {
        byte[] bytes = {1, (byte) 0xFF, (byte) 0x80, 'a'};
        Tensor raw = g.constant("raw", TextBytes.text(bytes));
        Graph read = GraphDefReader.read(GraphDefWriter.write(g));
        try (Session session = new Session(read)) {
            assertThat(TextBytes.bytes(session.run(raw.name()).get(0).getText(0))).isEqualTo(bytes);
        }
    }
}
