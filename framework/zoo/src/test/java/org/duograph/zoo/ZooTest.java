package org.duograph.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.duograph.data.ImageShape;
import org.duograph.data.Picture;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.zoo.Preprocessing.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooTest {
    /** Two numbers per picture: the sum of the channels' means, and its negative. */
    private static final NetDef PREDICT =
            NetDef.newBuilder()
                    .setName("brightness")
                    .addOp(
                            Ops.operator(
                                    "AveragePool",
                                    List.of("data"),
                                    List.of("mean"),
                                    Ops.arg("global_pooling", 1)))
                    .addOp(
                            Ops.operator(
                                    "FC", List.of("mean", "weights", "bias"), List.of("scores")))
                    .addExternalInput("data")
                    .addExternalInput("weights")
                    .addExternalInput("bias")
                    .addExternalOutput("scores")
                    .build();

    private static final NetDef INIT =
            NetDef.newBuilder()
                    .addOp(given("weights", List.of(2, 3), 1, 1, 1, -1, -1, -1))
                    .addOp(given("bias", List.of(2), 0, 0))
                    .build();

    private static OperatorDef given(String blob, List<Integer> shape, float... values) {
        return Ops.operator(
                "GivenTensorFill",
                List.of(),
                List.of(blob),
                Ops.arg("shape", shape),
                Ops.arg("values", values));
    }

    @TempDir Path folder;
    private Zoo zoo;

    @BeforeEach
    void aModel() throws IOException {
        zoo = new Zoo(folder);
        ZooModel.write(folder.resolve("brightness"), card("data", "scores"), INIT, PREDICT);
    }

    private static ModelCard card(String input, String output) {
        return new ModelCard(
                "brightness",
                "Tells bright pictures from dark ones",
                new Preprocessing(input, Order.BGR, 4, 4, List.of(120.0, 120.0, 120.0), 0.01),
                output,
                List.of("bright", "dark"),
                "",
                "Apache-2.0",
                "by hand",
                ModelCard.NOT_WRITTEN);
    }

    private static Picture flat(int value) {
        byte[] pixels = new byte[3 * 5 * 9];
        Arrays.fill(pixels, (byte) value);
        return new Picture(new ImageShape(3, 5, 9), pixels);
    }

    @Test
    void aModelOfAFolderSaysWhatIsInPictures() throws IOException {
        ZooModel model = zoo.model("brightness");
        assertThat(model.parameters()).isEqualTo(8);
        try (Predictor predictor = model.predictor(new Workspace())) {
            var guesses = model.classify(predictor, List.of(flat(250), flat(3)), 1);
            assertThat(guesses.get(0).get(0).name()).isEqualTo("bright");
            assertThat(guesses.get(1).get(0).name()).isEqualTo("dark");
        }
    }

    @Test
    void aCardComesBackAsItWasWritten() throws IOException {
        ModelCard card = zoo.card("brightness");
        assertThat(card.files()).isNotEqualTo(ModelCard.NOT_WRITTEN);
        assertThat(CardJson.read(CardJson.write(card), "a card")).isEqualTo(card);
        assertThat(Files.readString(folder.resolve("brightness/value_info.json")))
                .isEqualTo("{\"data\": [1, [1, 3, 4, 4]]}\n");
        assertThat(zoo.list()).anyMatch(e -> e.card().equals(card) && e.isThere());
    }

    @Test
    void channelsComeInTheOrderOfTheCard() {
        byte[] pixels = new byte[12];
        Arrays.fill(pixels, 0, 4, (byte) 255); // red
        Picture red = new Picture(new ImageShape(3, 2, 2), pixels);
        Preprocessing bgr = new Preprocessing("x", Order.BGR, 1, 1, List.of(1.0, 2.0, 3.0), 2);
        NDArray input = bgr.input(List.of(red));
        assertThat(input.shape()).isEqualTo(Shape.of(1, 3, 1, 1));
        assertThat(input.floats()).containsExactly(-2, -4, 504);
        Preprocessing grey = Preprocessing.none("x", Order.GREY, 1, 1);
        assertThat(grey.input(List.of(red)).floats()).containsExactly(76);
    }

    @Test
    void anotherFileThanTheCardMeansIsRefused() throws IOException {
        Path init = folder.resolve("brightness").resolve(ModelCard.INIT_NET);
        byte[] bytes = Files.readAllBytes(init);
        bytes[bytes.length - 1] ^= 1;
        Files.write(init, bytes);
        assertThatThrownBy(() -> zoo.model("brightness"))
                .hasMessageContaining("is not the file that the card means");
        Files.delete(init);
        assertThat(zoo.list()).anyMatch(e -> e.card().name().equals("brightness") && !e.isThere());
        assertThatThrownBy(() -> zoo.model("brightness"))
                .hasMessageContaining("lacks init_net.pb in " + folder.resolve("brightness"));
    }

    @Test
    void aCardThatDoesNotFitItsNetsIsRefused() {
        Path other = folder.resolve("other");
        assertThatThrownBy(() -> ZooModel.write(other, card("pixels", "scores"), INIT, PREDICT))
                .hasMessageContaining("takes [pixels], but its net takes [data, weights, bias]");
        assertThatThrownBy(() -> ZooModel.write(other, card("data", "softmax"), INIT, PREDICT))
                .hasMessageContaining("gives [softmax], but its net gives [scores]");
        NetDef half = INIT.toBuilder().removeOp(1).build();
        assertThatThrownBy(() -> ZooModel.write(other, card("data", "scores"), half, PREDICT))
                .hasMessageContaining("nobody fills [bias]");
    }

    @Test
    void brokenCardsAreRefusedWithTheReason() throws IOException {
        Path card = folder.resolve("brightness").resolve(ModelCard.CARD);
        String text = Files.readString(card);
        for (String[] change :
                new String[][] {
                    {"\"BGR\"", "\"GBR\"", "must be one of [RGB, BGR, GREY], found \"GBR\""},
                    {"\"height\" : 4", "\"height\" : \"4\"", "\"height\" must be a whole number"},
                    {"\"scale\" : 0.01", "\"scale\" : 0", "The scale must be above 0"},
                    {"\"output\"", "\"put\"", "\"output\" must be a text, found null"},
                    {"{", "", "no JSON"}
                }) {
            assertThat(text).contains(change[0]);
            Files.writeString(card, text.replaceFirst(Pattern.quote(change[0]), change[1]));
            assertThatThrownBy(() -> zoo.card("brightness"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(change[2]);
        }
    }

    @Test
    void aModelThatIsNotThereIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> zoo.model("brightnes"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("did you mean")
                .hasMessageContaining("brightness");
    }

    @Test
    void whatComesWithTheProgramIsWholeAndRuns() throws IOException {
        List<String> shipped =
                zoo.list().stream()
                        .filter(Zoo.Entry::isThere)
                        .map(e -> e.card().name())
                        .filter(name -> !name.equals("brightness"))
                        .toList();
        assertThat(shipped).contains("lenet-fashion", "resnet20-cifar10", "writer-opticks");
        for (String name : shipped) {
            ZooModel model = zoo.model(name);
            assertThat(model.card().accuracy()).as(name).isNotEmpty();
            if (model.card().input() instanceof TextInput) {
                continue; // see WriterTest
            }
            try (Predictor predictor = model.predictor(new Workspace())) {
                assertThat(model.classify(predictor, List.of(flat(90)), 3).get(0))
                        .allMatch(guess -> model.card().classes().contains(guess.name()));
            }
        }
    }
}
