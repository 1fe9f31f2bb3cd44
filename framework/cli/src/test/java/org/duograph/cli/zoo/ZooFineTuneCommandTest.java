package org.duograph.cli.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.duograph.cli.CommandLineRun;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LeNet, which knows clothes, learns to tell discs, rings and bars apart. */
class ZooFineTuneCommandTest {
    private static final List<String> CLASSES = List.of("bar", "disc", "ring");
    private static final Pattern ACCURACY =
            Pattern.compile("([\\d.]+)% of (\\d+) test images of figures");

    @TempDir Path folder;
    private final String home = System.getProperty("user.home");

    @BeforeEach
    void figures() throws IOException {
        System.setProperty("user.home", folder.toString()); // the cache is in there
        Random random = new Random(1);
        for (String name : CLASSES) {
            Path to = Files.createDirectories(folder.resolve("figures").resolve(name));
            for (int i = 0; i < 40; i++) {
                ImageIO.write(figure(name, random), "png", to.resolve(i + ".png").toFile());
            }
        }
    }

    @AfterEach
    void cacheOfTheUser() {
        System.setProperty("user.home", home);
    }

    /** Bright on black, somewhere in the picture. */
    private static BufferedImage figure(String name, Random random) {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
        int x = 14 + random.nextInt(12);
        int y = 14 + random.nextInt(12);
        double radius = 7 + random.nextInt(6);
        for (int p = 0; p < 40 * 40; p++) {
            double dx = p % 40 - x;
            double dy = p / 40 - y;
            double distance = Math.hypot(dx, dy);
            boolean inside =
                    switch (name) {
                        case "disc" -> distance < radius;
                        case "ring" -> distance < radius && distance > radius - 3;
                        default -> Math.abs(dx) < 3 && Math.abs(dy) < radius;
                    };
            image.getRaster().setSample(p % 40, p / 40, 0, random.nextInt(40) + (inside ? 200 : 0));
        }
        return image;
    }

    private CommandLineRun tune(String out, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("zoo", "fine-tune", "lenet-fashion", "--out", out));
        args.addAll(List.of("--zoo", zoo(), "--data", folder.resolve("figures")));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray());
    }

    private Path zoo() {
        return folder.resolve("zoo");
    }

    private static double accuracy(CommandLineRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        var found = ACCURACY.matcher(run.out());
        assertThat(found.find()).as(run.out()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void theNewLayerAloneLearnsNewClassesAndTheModelIsInTheZoo() throws IOException {
        CommandLineRun run = tune("figures");
        assertThat(accuracy(run)).as("33 would be guessing").isGreaterThan(80);
        assertThat(run.out())
                .contains("figures: 1,503 numbers learn, those of the new last layer")
                .containsPattern("bar +[\\d.]+%")
                .containsPattern("ring +[\\d.]+%");
        assertThat(run.err()).contains("Learning").contains("loss ");

        CommandLineRun info = CommandLineRun.good("zoo", "info", "figures", "--zoo", zoo());
        assertThat(info.out())
                .contains("lenet-fashion, fine-tuned for bar, disc, ring")
                .contains("softmax: 3 classes: bar, disc, ring")
                .contains("duograph zoo fine-tune lenet-fashion --epochs 10 --batch-size 32")
                .contains("Apache-2.0");
        CommandLineRun seen =
                CommandLineRun.good(
                        "zoo",
                        "run",
                        "figures",
                        folder.resolve("figures/disc/3.png"),
                        "--zoo",
                        zoo());
        assertThat(seen.out()).contains("3.png: disc ");
        assertThat(filled("figures", "fc3_w")).isEqualTo(filledBefore("fc3_w"));
        assertThat(Files.readString(zoo().resolve("figures/card.json"))).contains("test images");
    }

    @Test
    void withARateOfTheirOwnTheOtherLayersLearnToo() throws IOException {
        CommandLineRun run = tune("all", "--rest-rate", "0.002", "--epochs", "8");
        assertThat(accuracy(run)).isGreaterThan(80);
        assertThat(run.out()).contains("all: 427,573 numbers learn" + System.lineSeparator());
        assertThat(filled("all", "fc3_w")).isNotEqualTo(filledBefore("fc3_w"));
        assertThat(filled("all", "conv1_w")).isNotEqualTo(filledBefore("conv1_w"));
    }

    private OperatorDef filled(String model, String blob) throws IOException {
        return filled(NetFiles.readNet(zoo().resolve(model).resolve("init_net.pb")), blob);
    }

    private OperatorDef filledBefore(String blob) throws IOException {
        Path nets = folder.resolve("nets");
        CommandLineRun.good("zoo", "export", "lenet-fashion", "--as", "nets", "--out", nets);
        return filled(
                MessageFiles.read(nets.resolve("init_net.pb"), NetDef.getDefaultInstance()), blob);
    }

    private static OperatorDef filled(NetDef init, String blob) {
        return init.getOpList().stream()
                .filter(op -> op.getOutputList().contains(blob))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSeedRepeatsTheLearning() throws IOException {
        tune("first", "--epochs", "1", "--seed", "3");
        tune("second", "--epochs", "1", "--seed", "3");
        tune("third", "--epochs", "1", "--seed", "4");
        assertThat(filled("second", "pred_w")).isEqualTo(filled("first", "pred_w"));
        assertThat(filled("third", "pred_w")).isNotEqualTo(filled("first", "pred_w"));
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingIsLearnt() throws IOException {
        assertThat(tune("lenet-fashion").err())
                .contains("There is a model \"lenet-fashion\" already; give the new one another");
        assertThat(tune("My Model").err()).contains("A model's name has small letters");
        assertThat(tune("x", "--epochs", "0").err()).contains("must be at least 1, found 0 and 32");
        assertThat(tune("x", "--rate", "0").err()).contains("a learning rate above 0");
        assertThat(tune("x", "--rest-rate", "1e30").err()).contains("Lower --rate");
        assertThat(
                        CommandLineRun.of(
                                        "zoo", "fine-tune", "writer-opticks", "--out=x", "--data=.")
                                .err())
                .contains("takes text, not pictures");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(
                        CommandLineRun.of(
                                        "zoo",
                                        "fine-tune",
                                        "lenet-fashion",
                                        "--out=x",
                                        "--data=" + empty)
                                .err())
                .contains("a folder of images for each of 2 to 256 classes");
        assertThat(zoo().resolve("x")).doesNotExist();
    }
}
