package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved net needs nobody who remembers how its images were prepared. */
class PredictorTest {
    private static final float[] MEAN = {100, 50};
    private static final float[] DEVIATION = {20, 10};
    private static final List<String> NAMES = List.of("cat", "dog");

    @TempDir Path folder;

    /** The mean of each of two channels is a score. */
    private static PredictorNet sums() {
        ModelHelper model = new ModelHelper("sums");
        Brew.averagePool(model, "data", "mean", Option.globalPooling());
        model.op("Flatten", "mean", "scores");
        return model.extractPredictorNet(List.of("data"), List.of("scores"));
    }

    private static NDArray pixels() {
        byte[] bytes = {120, (byte) 140, 60, 60, 100, 100, 70, 90};
        return NDArray.ofBytes(Shape.of(2, 2, 1, 2), bytes);
    }

    private static NDArray pixelsAsFloats() {
        NDArray bytes = pixels();
        float[] numbers = new float[bytes.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) bytes.get(i);
        }
        return NDArray.of(bytes.shape(), numbers);
    }

    private NetDef saved() throws IOException {
        NetDef net =
                ImageCard.of("data", 2, 1, 2, NAMES)
                        .on(sums().onPixels("data", MEAN, DEVIATION).net());
        Path file = folder.resolve("predict.pbtxt");
        MessageFiles.write(file, net);
        return NetFiles.readNet(file);
    }

    @Test
    void aSavedNetNormalisesBytesAndFloatsAlike() throws IOException {
        NDArray bytes = pixels();
        NDArray floats = pixelsAsFloats();
        try (Predictor predictor = predictor(saved())) {
            NDArray expected = NDArray.of(Shape.of(2, 2), 1.5f, 1f, 0f, 3f);
            assertThat(predictor.run(List.of(bytes))).containsExactly(expected);
            assertThat(predictor.run(List.of(floats))).containsExactly(expected);
        }
    }

    private static Predictor predictor(NetDef net) {
        return new Predictor(
                new Workspace("java", 0), NetDef.newBuilder().setName("init").build(), net);
    }

    @Test
    void aSavedNetNamesItsClasses() throws IOException {
        try (Predictor predictor = predictor(saved())) {
            assertThat(predictor.card().pixels()).isEqualTo("N x 2 x 1 x 2, numbers from 0 to 255");
            assertThat(predictor.classify(pixels(), 1))
                    .containsExactly(
                            List.of(new ImageCard.Guess("cat", 1.5)),
                            List.of(new ImageCard.Guess("dog", 3)));
        }
        try (Predictor unnamed = predictor(sums().net())) {
            assertThatThrownBy(() -> unnamed.classify(pixelsAsFloats(), 1))
                    .hasMessageContaining("can't be scores of the net's 0 classes");
        }
    }

    @Test
    void ofSeveralOutputsThatCouldBeScoresTheLastNamesTheClasses() throws IOException {
        NetDef twice = saved();
        String scores = twice.getExternalOutput(0);
        NetDef net =
                twice.toBuilder()
                        .addOp(Ops.operator("Softmax", List.of(scores), List.of("softmax")))
                        .addExternalOutput("softmax")
                        .build();
        try (Predictor predictor = predictor(net)) {
            List<List<ImageCard.Guess>> all = predictor.classify(pixels(), 2);
            for (List<ImageCard.Guess> guesses : all) {
                assertThat(guesses.get(0).score() + guesses.get(1).score())
                        .isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void pixelsThatWereDividedBefore255AreDoubted() throws IOException {
        ImageCard card = ImageCard.of(saved());
        assertThat(card.doubt("data", NDArray.vector(0, 0.5f, 1))).contains("no number beyond 1");
        assertThat(card.doubt("data", pixels())).isEmpty();
        assertThat(card.doubt("other", NDArray.vector(0, 0.5f, 1))).isEmpty();
    }

    @Test
    void anInitNetThatFillsNothingOfThePredictNetIsRefused() {
        NetDef init =
                NetDef.newBuilder()
                        .setName("init")
                        .addOp(
                                Ops.operator(
                                        "ConstantFill",
                                        List.of(),
                                        List.of("conv1_w"),
                                        Ops.arg("shape", List.of(1))))
                        .build();
        assertThatThrownBy(() -> new Predictor(new Workspace("java", 0), init, sums().net()))
                .hasMessageContaining("Net \"init\" fills conv1_w, none of which net")
                .hasMessageContaining("reads: it reads data, mean");
    }
}
