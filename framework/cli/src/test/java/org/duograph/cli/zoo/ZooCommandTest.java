package org.duograph.cli.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.duograph.cli.CommandLineRun;
import org.duograph.cli.train.Digits;
import org.duograph.interop.safetensors.SafeTensors;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.PredictorExport;
import org.duograph.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooCommandTest {
    @TempDir Path folder;

    /** LeNet, trained for a moment on a few digits that stand where Fashion-MNIST is looked for. */
    private CommandLineRun train() throws IOException {
        Path images = folder.resolve("digits");
        Digits.write(images);
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.writeString(
                work.resolve("lenet-fashion_solver.pbtxt"),
                """
                dataset: "fashion-mnist"
                base_lr: 0.02
                momentum: 0.9
                batch_size: 32
                max_iter: 40
                random_seed: 1
                """);
        return CommandLineRun.good(
                "zoo", "train", "lenet-fashion", "--work", work, "--data", images, "--zoo", zoo());
    }

    private Path zoo() {
        return folder.resolve("zoo");
    }

    @Test
    void aModelIsTrainedListedShownRunMeasuredAndExported() throws IOException {
        CommandLineRun trained = train();
        assertThat(trained.out())
                .contains("duograph train --net=")
                .contains("lenet-fashion: 431,080 numbers to learn in 40 steps");
        assertThat(trained.err()).contains("is there already and is used as it is");
        Pattern accuracy = Pattern.compile("[\\d.]+% of 100 test images of .*");
        assertThat(trained.out()).containsPattern(accuracy);
        String measured = accuracy.matcher(trained.out()).results().findFirst().get().group();

        assertThat(CommandLineRun.good("zoo", "list", "--zoo", zoo()).out())
                .containsPattern(
                        "lenet-fashion +ready +LeNet, clothes of Fashion-MNIST; "
                                + Pattern.quote(measured));
        assertThat(CommandLineRun.good("zoo", "info", "lenet-fashion", "--zoo", zoo()).out())
                .contains("data: N x 1 x 28 x 28, GREY, pixels as they are, 0 to 255")
                .contains("softmax: 10 classes: T-shirt/top, ")
                .containsPattern("numbers +431,080")
                .containsPattern("init_net.pb +SHA-256 [0-9a-f]{64}");
        CommandLineRun test =
                CommandLineRun.good(
                        "zoo",
                        "test",
                        "lenet-fashion",
                        "--zoo",
                        zoo(),
                        "--dataset",
                        "fashion-mnist",
                        "--data",
                        folder.resolve("digits"),
                        "--report",
                        folder.resolve("report.html"));
        assertThat(test.out()).contains(measured).containsPattern("Sneaker +[\\d.]+%");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("It names " + measured.replace("&", "&amp;"), "rows: what it is")
                .contains("Sneaker")
                .doesNotContain("<script");
        assertThat(CommandLineRun.good("zoo", "list", "--zoo", zoo(), "--json").out())
                .startsWith("[{\"name\":")
                .contains("\"name\":\"lenet-fashion\"", "\"ready\":true");
        assertThat(
                        CommandLineRun.good(
                                        "zoo", "info", "lenet-fashion", "--zoo", zoo(), "--json")
                                .out())
                .contains("\"parameters\":431080", "\"classes\":[\"T-shirt/top\",");
    }

    @Test
    void picturesOfAnySizeAreNamed() throws IOException {
        train();
        Path wide = folder.resolve("wide.png");
        BufferedImage image = new BufferedImage(90, 40, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", wide.toFile());
        CommandLineRun run =
                CommandLineRun.good(
                        "zoo", "run", "lenet-fashion", wide, wide, "--zoo", zoo(), "--top", 2);
        assertThat(run.out().lines())
                .hasSize(2)
                .allMatch(
                        l -> l.matches(Pattern.quote(wide + ": ") + "\\S+ [\\d.]+, \\S+ [\\d.]+"));
        CommandLineRun none =
                CommandLineRun.of("zoo", "run", "lenet-fashion", "none.png", "--zoo", zoo());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("There is no picture none.png");
    }

    @Test
    void bothFormsOfExportHoldTheWholeModel() throws IOException {
        train();
        Path nets = folder.resolve("nets");
        CommandLineRun.good(
                "zoo", "export", "lenet-fashion", "--zoo", zoo(), "--as", "nets", "--out", nets);
        Path file = folder.resolve("lenet.minidb");
        CommandLineRun.good(
                "zoo",
                "export",
                "lenet-fashion",
                "--zoo",
                zoo(),
                "--as",
                "predictor",
                "--out",
                file);
        PredictorExport.Loaded model = PredictorExport.load(file);
        assertThat(model.predict()).isEqualTo(NetFiles.readNet(nets.resolve("predict_net.pb")));
        assertThat(model.init().getOpList())
                .containsExactlyInAnyOrderElementsOf(
                        NetFiles.readNet(nets.resolve("init_net.pb")).getOpList());
        assertThat(model.inputs()).containsExactly("data");
    }

    @Test
    void weightsOfASafetensorsFileRunANetAsItsInitNetDoes() throws IOException {
        Path nets = folder.resolve("writer");
        Path weights = folder.resolve("writer.safetensors");
        String model = "writer-opticks";
        CommandLineRun.good("zoo", "export", model, "--zoo", zoo(), "--as", "nets", "--out", nets);
        CommandLineRun.good(
                "zoo", "export", model, "--zoo", zoo(), "--as", "safetensors", "--out", weights);
        assertThat(SafeTensors.read(weights).notes()).containsEntry("model", model);
        assertThat(scores(nets, weights)).isEqualTo(scores(nets, nets.resolve("init_net.pb")));
    }

    /** What the net of texts says after two characters. */
    private byte[] scores(Path nets, Path init) throws IOException {
        Path out = folder.resolve("out-" + init.getFileName());
        CommandLineRun.good(
                "net",
                "run",
                nets.resolve("predict_net.pb"),
                "--init",
                init,
                "--feed",
                "characters=" + npy("characters", NDArray.of(Shape.of(1, 1), 5)),
                "--feed",
                "hidden=random:1x128",
                "--feed",
                "cell=random:1x128",
                "--out",
                out);
        try (Stream<Path> files = Files.list(out)) {
            return Files.readAllBytes(
                    files.filter(f -> f.endsWith("scores.npy")).findFirst().orElseThrow());
        }
    }

    private Path npy(String name, NDArray array) throws IOException {
        Path file = folder.resolve(name + ".npy");
        Npy.write(file, array);
        return file;
    }

    @Test
    void theResNetThatComesWithTheProgramIsAsGoodAsItsCardSays() throws IOException {
        Path images = OutsideData.cifar10();
        String said = Zoo.standard().card("resnet20-cifar10").accuracy();
        CommandLineRun test =
                CommandLineRun.good(
                        "zoo",
                        "test",
                        "resnet20-cifar10",
                        "--zoo",
                        zoo(),
                        "--dataset",
                        "cifar10",
                        "--data",
                        images);
        String found = test.out().lines().reduce("", (before, line) -> line);
        String ofWhat = said.substring(said.indexOf('%'));
        assumeTrue(found.endsWith(ofWhat), "needs the images that the card means: " + found);
        assertThat(percent(found)).isCloseTo(percent(said), within(0.05)); // another processor
    }

    private static double percent(String accuracy) {
        return Double.parseDouble(accuracy.substring(0, accuracy.indexOf('%')));
    }

    @Test
    void everyRecipeHasItsSolverAndAsManyNumbersAsThePageSays() throws IOException {
        Map<String, Long> numbers =
                Map.of(
                        "lenet-fashion", 431_080L,
                        "six-layers-cifar10", 2_168_362L,
                        "resnet20-cifar10", 272_474L);
        for (Recipe recipe : Recipe.ALL) {
            assertThat(recipe.solver()).as(recipe.name()).contains("dataset:").contains("epochs:");
            long learnt = recipe.model().learntNumbers();
            assertThat(learnt).isEqualTo(numbers.getOrDefault(recipe.name(), learnt));
        }
    }

    @Test
    void whatDoesNotExistIsAnsweredWithWhatDoes() {
        assertThat(CommandLineRun.of("zoo", "run", "lenet", "x.png", "--zoo", zoo()).err())
                .contains("There is no model \"lenet\"");
        assertThat(CommandLineRun.of("zoo", "train", "resnet20", "--work", folder).err())
                .contains("There is no recipe for a model \"resnet20\"")
                .contains("resnet20-cifar10");
    }

    @Test
    void aModelOfTextsIsTrainedMeasuredAndWrites() throws IOException {
        Path text = folder.resolve("rhyme.txt");
        Files.writeString(
                text, "one two three four five, once I caught a fish alive. ".repeat(800));
        CommandLineRun train =
                CommandLineRun.good(
                        "zoo", "train", "writer-opticks", "--data", text, "--zoo", zoo());
        assertThat(train.out()).containsPattern("[\\d.]+ bits per character of 4,240 of rhyme.txt");
        assertThat(CommandLineRun.good("zoo", "info", "writer-opticks", "--zoo", zoo()).out())
                .contains("characters: text, of 20 kinds of characters; remembers 2 x 128 numbers")
                .contains("scores: scores of the character that comes next")
                .contains("duograph zoo train writer-opticks, on rhyme.txt");
        String written =
                CommandLineRun.good(
                                "zoo",
                                "run",
                                "writer-opticks",
                                "one two ",
                                "--temperature",
                                "0.1",
                                "--length",
                                "16",
                                "--zoo",
                                zoo())
                        .out();
        assertThat(written.trim()).isEqualTo("one two three four five,");
        Path numbers = folder.resolve("numbers.txt");
        Files.writeString(numbers, "one two three four five");
        String known = test(numbers);
        Files.writeString(numbers, "evif ruof eerht owt eno");
        assertThat(bits(known)).isLessThan(1);
        assertThat(bits(test(numbers))).isGreaterThan(2 * bits(known)).isGreaterThan(2);
        Path export = folder.resolve("writer.minidb");
        CommandLineRun.good(
                "zoo",
                "export",
                "writer-opticks",
                "--as",
                "predictor",
                "--out",
                export,
                "--zoo",
                zoo());
        assertThat(PredictorExport.load(export).inputs())
                .containsExactly("characters", "hidden", "cell");
    }

    private String test(Path text) {
        return CommandLineRun.good("zoo", "test", "writer-opticks", "--data", text, "--zoo", zoo())
                .out();
    }

    private static double bits(String out) {
        return Double.parseDouble(out.substring(0, out.indexOf(' ')));
    }

    @Test
    void picturesAndTextsAreNotMistakenForEachOther() {
        assertThat(CommandLineRun.of("zoo", "test", "writer-opticks", "--zoo", zoo()).err())
                .contains("Model \"writer-opticks\" reads text: say which by --data FILE");
        assertThat(CommandLineRun.of("zoo", "test", "lenet-fashion", "--zoo", zoo()).err())
                .contains("names pictures: say which by --dataset");
        assertThat(CommandLineRun.of("zoo", "train", "lenet-fashion", "--zoo", zoo()).err())
                .contains("Say by --work DIR");
        assertThat(
                        CommandLineRun.of("zoo", "run", "writer-opticks", "\u0416", "--zoo", zoo())
                                .err())
                .contains("Character '\u0416' at place 0 is not among the 73 that are known");
    }
}
