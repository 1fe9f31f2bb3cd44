package org.duograph.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.duograph.cli.CommandLineRun;
import org.duograph.data.Cifar10;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data make-db}, and nets that read what it wrote. */
class MakeDbCommandTest {
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

    /** Images whose every pixel is their number; class number % 10. */
    private Path cifar10() throws Exception {
        int size = ImageShape.CIFAR10.size();
        byte[] pixels = new byte[20 * size];
        byte[] labels = new byte[20];
        for (int i = 0; i < 20; i++) {
            Arrays.fill(pixels, i * size, (i + 1) * size, (byte) i);
            labels[i] = (byte) (i % 10);
        }
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 40; i++) { // training and test images are the same
            sha256.update(labels[i % 20]);
            sha256.update(pixels, i % 20 * size, size);
        }
        String sum = HexFormat.of().formatHex(sha256.digest());
        Images images = new Images(ImageShape.CIFAR10, pixels, labels);
        Path to = folder.resolve("cifar10");
        Cifar10.write(
                new DataSet("CIFAR-10", "a test", Cifar10.CLASS_NAMES, images, images, sum), to);
        return to;
    }

    private static List<NDArray> read(Path db, String operator, Object... args) {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runOperatorOnce(
                    Ops.operator(
                            "CreateDB",
                            List.of(),
                            List.of("reader"),
                            Ops.arg("db", db.toString()),
                            Ops.arg("absolute_path", 1)));
            List<Argument> all = new ArrayList<>();
            for (int i = 0; i < args.length; i += 2) {
                all.add(Ops.arg((String) args[i], args[i + 1]));
            }
            workspace.runOperatorOnce(
                    Ops.operator(
                            operator,
                            List.of("reader"),
                            List.of("data", "label"),
                            all.toArray(Argument[]::new)));
            return List.of(workspace.fetchBlob("data"), workspace.fetchBlob("label"));
        }
    }

    @Test
    void cifar10IsReadByTensorProtosDBInput() throws Exception {
        Path db = folder.resolve("train.minidb");
        CommandLineRun run =
                CommandLineRun.good("data", "make-db", "cifar10", "--data", cifar10(), "--out", db);
        assertThat(run.out())
                .contains("20 records of images of 3x32x32 -> " + db)
                .contains("Classes, from 0: airplane, automobile");
        List<NDArray> batch = read(db, "TensorProtosDBInput", "batch_size", 20);
        assertThat(batch.get(0).shape()).isEqualTo(Shape.of(20, 3, 32, 32));
        List<Integer> numbers = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            int number = (int) batch.get(0).get(n * 3072);
            numbers.add(number);
            assertThat(batch.get(1).get(n)).isEqualTo(number % 10);
        }
        assertThat(numbers)
                .doesNotHaveDuplicates()
                .isNotEqualTo(numbers.stream().sorted().toList());
    }

    private Path photos() throws IOException {
        for (String name : List.of("cat", "dog")) {
            Path to = Files.createDirectories(folder.resolve("photos").resolve(name));
            for (int i = 0; i < 5; i++) {
                BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < 120; p++) {
                    image.setRGB(p % 12, p / 12, name.equals("cat") ? 0x0000c8 : 0x640000);
                }
                ImageIO.write(image, "png", to.resolve(i + ".png").toFile());
            }
        }
        return folder.resolve("photos");
    }

    @Test
    void ownImagesAreReadDecodedOrAsFiles() throws IOException {
        Path photos = photos();
        Path pixels = folder.resolve("pixels.minidb");
        Path files = folder.resolve("files.minidb");
        CommandLineRun.good(
                "data", "make-db", "images", "--data", photos, "--image-size", 4, "--out", pixels);
        CommandLineRun.good(
                "data", "make-db", "images", "--data", photos, "--encoded", "--out", files);
        List<NDArray> decoded = read(pixels, "TensorProtosDBInput", "batch_size", 4);
        assertThat(decoded.get(0).shape()).isEqualTo(Shape.of(4, 3, 4, 4));
        List<NDArray> encoded =
                read(files, "ImageInput", "batch_size", 4, "scale", 8, "crop", 4, "mirror", 1);
        assertThat(encoded.get(0).shape()).isEqualTo(Shape.of(4, 4, 4, 3));
        for (int n = 0; n < 4; n++) {
            boolean cat = decoded.get(1).get(n) == 0;
            assertThat(decoded.get(0).get(n * 48)).isEqualTo(cat ? 0 : 100);
            boolean catToo = encoded.get(1).get(n) == 0;
            assertThat(encoded.get(0).get(n * 48)).isEqualTo(catToo ? 200 : 0);
        }
    }

    @Test
    void theTwoPartsTogetherAreAll() throws IOException {
        Path photos = photos();
        int records = 0;
        for (String part : List.of("train", "test")) {
            CommandLineRun run =
                    CommandLineRun.good(
                            "data",
                            "make-db",
                            "images",
                            "--data",
                            photos,
                            "--encoded",
                            "--part",
                            part,
                            "--out",
                            folder.resolve(part + ".minidb"));
            records += Integer.parseInt(run.out().split(" ")[0]);
        }
        assertThat(records).isEqualTo(10);
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        CommandLineRun own = CommandLineRun.of("data", "make-db", "images", "--out", "x");
        assertThat(own.code()).isEqualTo(2);
        assertThat(own.err()).contains("by --data DIR");
        assertThat(CommandLineRun.of("data", "make-db", "mnist", "--encoded", "--out", "x").code())
                .isEqualTo(2);
    }
}
