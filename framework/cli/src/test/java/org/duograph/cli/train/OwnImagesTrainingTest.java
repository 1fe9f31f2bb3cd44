package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} on a folder with a folder of images for each class. */
class OwnImagesTrainingTest {
    private static final String NET =
            """
            name: "colours"
            op { type: "FC" input: "data" input: "fc_w" input: "fc_b" output: "fc"
                 arg { name: "num_output" i: 2 } }
            op { type: "SoftmaxWithLoss" input: "fc" input: "label"
                 output: "softmax" output: "loss" }
            """;

    private static final String SOLVER =
            "dataset: \"images\" image_size: 8 epochs: 10 batch_size: 8 base_lr: 0.05";

    @TempDir Path folder;
    private final String home = System.getProperty("user.home");

    @BeforeEach
    void cacheInTheFolder() {
        System.setProperty("user.home", folder.toString());
    }

    @AfterEach
    void cacheOfTheUser() {
        System.setProperty("user.home", home);
    }

    private void images() throws IOException {
        for (Map.Entry<String, Integer> colour :
                Map.of("blue", 0x2020e0, "red", 0xe02020).entrySet()) {
            Path to = Files.createDirectories(folder.resolve("photos").resolve(colour.getKey()));
            for (int i = 0; i < 30; i++) {
                BufferedImage image = new BufferedImage(20 + i, 15, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < image.getWidth() * 15; p++) {
                    int grain = (p * 7 + i * 13) % 32 * 0x010101;
                    int x = p % image.getWidth();
                    image.setRGB(x, p / image.getWidth(), colour.getValue() + grain);
                }
                ImageIO.write(image, "png", to.resolve("photo" + i + ".png").toFile());
            }
        }
    }

    private CommandLineRun train(Object... more) throws IOException {
        Files.writeString(folder.resolve("net.pbtxt"), NET);
        Files.writeString(folder.resolve("solver.pbtxt"), SOLVER);
        Object[] args = {
            "train",
            "--net",
            folder.resolve("net.pbtxt"),
            "--solver",
            folder.resolve("solver.pbtxt"),
            "--out",
            folder.resolve("out"),
            "--backend",
            "java"
        };
        Object[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return CommandLineRun.of(all);
    }

    @Test
    void twoColoursAreToldApart() throws IOException {
        images();
        CommandLineRun run = train("--data", folder.resolve("photos"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("Decoding");
        assertThat(run.out())
                .contains("of 3x8x8, 2 classes")
                .contains("accuracy 100.0")
                .contains("Measured on photos.");
        assertThat(Files.readString(folder.resolve("out/colours_predict.pbtxt")))
                .contains("\"blue\"")
                .contains("\"red\"");
    }

    @Test
    void theFolderHasToBeNamed() throws IOException {
        assertThat(train().err()).contains("name it, by --data DIR");
    }
}
