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
import javax.imageio.ImageIO;
import org.duograph.cli.CommandLineRun;
import org.duograph.cli.train.Digits;
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
                        folder.resolve("digits"));
        assertThat(test.out()).contains(measured).containsPattern("Sneaker +[\\d.]+%");
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
}
