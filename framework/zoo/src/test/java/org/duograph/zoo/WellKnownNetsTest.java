package org.duograph.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.data.ImageShape;
import org.duograph.data.Picture;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nets as their makers published them, with weights of our own, below the cards that we have. */
class WellKnownNetsTest {
    @TempDir Path folder;

    private static Path published(String file) {
        return OutsideData.shared("models/caffe2/zoo_predict_nets").resolve(file);
    }

    private static List<Picture> grey() {
        byte[] pixels = new byte[3 * 50 * 60];
        Arrays.fill(pixels, (byte) 200);
        return List.of(new Picture(new ImageShape(3, 50, 60), pixels));
    }

    @Test
    void filesAreComparedWithThoseThatTheMakersPublished() throws IOException {
        Zoo zoo = new Zoo(folder);
        Path own = Files.createDirectories(folder.resolve("squeezenet"));
        Files.copy(published("squeezenet.predict_net.pb"), own.resolve(ModelCard.PREDICT_NET));
        assertThat(zoo.list()).anyMatch(e -> e.card().name().equals("squeezenet") && !e.isThere());
        Files.write(own.resolve(ModelCard.INIT_NET), new byte[0]);
        assertThatThrownBy(() -> zoo.model("squeezenet"))
                .as("its other file is the published one")
                .hasMessageContaining("init_net.pb of model \"squeezenet\"")
                .hasMessageContaining(
                        "d8115221de899d081a1a83785bf0dbaeea19463cdf7dbddba662cc7abb4f32dc");
        NetDef predict = NetFiles.readNet(published("squeezenet.predict_net.pb"));
        ModelCard card = zoo.card("squeezenet");
        ModelCard ours = ZooModel.write(own, card, constants("squeezenet"), predict);
        assertThat(ours.files().get(ModelCard.PREDICT_NET))
                .isEqualTo(card.files().get(ModelCard.PREDICT_NET));
        assertThat(zoo.model("squeezenet").parameters()).isEqualTo(1_235_496);
        assertThat(sumOfScores("squeezenet")).isCloseTo(1, within(1e-4));
    }

    /** The net lists the queue of its training's images among its inputs, which nobody reads. */
    @Test
    void resNet50TakesPicturesAlone() throws IOException {
        write("resnet50", constants("resnet50"));
        assertThat(sumOfScores("resnet50")).isCloseTo(1, within(1e-4));
    }

    @Test
    void alexNetTakesPictures() throws IOException {
        write("bvlc_alexnet", constants("bvlc_alexnet"));
        assertThat(sumOfScores("bvlc_alexnet")).isCloseTo(1, within(1e-4));
    }

    /** Its last layer gives scores that are no probabilities. */
    @Test
    void denseNetTakesPictures() throws IOException {
        NetDef predict = NetFiles.readNet(published("densenet121.predict_net.pbtxt"));
        write("densenet121", denseWeights(predict));
        assertThat(new Zoo(folder).model("densenet121").parameters()).isGreaterThan(7_900_000);
        assertThat(sumOfScores("densenet121")).isNotNaN();
    }

    private void write(String name, NetDef init) throws IOException {
        NetDef predict = NetFiles.readNet(published(name + ".predict_net.pbtxt"));
        ZooModel.write(folder.resolve(name), new Zoo(folder).card(name), init, predict);
    }

    /** What a picture is, by 1,000 classes. */
    private double sumOfScores(String name) throws IOException {
        ZooModel model = new Zoo(folder).model(name);
        try (Predictor predictor = model.predictor(new Workspace())) {
            var guesses = model.classify(predictor, grey(), 1000).get(0);
            assertThat(guesses).hasSize(1000).allMatch(g -> g.name().startsWith("class "));
            return guesses.stream().mapToDouble(g -> g.score()).sum();
        }
    }

    private static OperatorDef filled(String blob, List<Integer> shape) {
        return Ops.operator(
                "ConstantFill",
                List.of(),
                List.of(blob),
                Ops.arg("shape", shape),
                Ops.arg("value", 0.01f));
    }

    /** The same small number for all weights, whose shapes a table lists. */
    private static NetDef constants(String name) throws IOException {
        NetDef.Builder init = NetDef.newBuilder();
        Path table = OutsideData.shared("golden/caffe2/zoo/" + name).resolve("params.txt");
        for (String line : Files.readAllLines(table)) {
            String[] words = line.split(" ", 4);
            if (!words[2].equals("data")) {
                List<Integer> shape =
                        Stream.of(words[3].replaceAll("[\\[\\]]", "").split(", *"))
                                .map(Integer::valueOf)
                                .toList();
                init.addOp(filled(words[1], shape));
            }
        }
        return init.build();
    }

    /** The same for DenseNet-121, of which we know how many channels each layer gives. */
    private static NetDef denseWeights(NetDef predict) {
        NetDef.Builder init = NetDef.newBuilder();
        Map<String, Integer> channels = new HashMap<>(Map.of("data", 3));
        for (OperatorDef op : predict.getOpList()) {
            int in = channels.get(op.getInput(0));
            int out = in;
            if (op.getType().equals("Conv")) {
                out = convolved(op.getOutput(0), in);
                int kernel = Args.of(op).i("kernel", 1);
                init.addOp(filled(op.getInput(1), List.of(out, in, kernel, kernel)));
                if (op.getInputCount() == 3) {
                    init.addOp(filled(op.getInput(2), List.of(out)));
                }
            } else if (op.getType().equals("Concat")) {
                out = op.getInputList().stream().mapToInt(channels::get).sum();
            } else {
                for (String weights : op.getInputList().subList(1, op.getInputCount())) {
                    init.addOp(filled(weights, List.of(in)));
                }
            }
            channels.put(op.getOutput(0), out);
        }
        return init.build();
    }

    private static int convolved(String layer, int in) {
        if (layer.equals("conv1")) {
            return 64;
        }
        if (layer.equals("fc6")) {
            return 1000;
        }
        return layer.endsWith("x1") ? 128 : layer.endsWith("x2") ? 32 : in / 2;
    }
}
