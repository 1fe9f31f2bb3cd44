package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of class folders as a data set. */
class ImageFolderTest {
    private static final ImageShape SMALL = new ImageShape(3, 4, 4);

    @TempDir Path folder;
    private final List<String> said = new ArrayList<>();

    /** Each image has a colour of its own, by which a test knows it again. */
    private void image(String path, int blue) throws IOException {
        Path file = folder.resolve("animals").resolve(path);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, blue);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private void images(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            image((i % 2 == 0 ? "cat/" : "dog/") + "photo" + i + ".png", i);
        }
    }

    private DataSet read() throws IOException {
        return new ImageFolder(folder.resolve("animals"), SMALL, folder.resolve("cache"), said::add)
                .read();
    }

    /** The blue of each image, and whether it is for testing and of which class. */
    private static Map<Integer, String> known(DataSet data) throws IOException {
        Map<Integer, String> all = new TreeMap<>();
        for (Images images : List.of(data.train(), data.test())) {
            byte[] pixels = new byte[SMALL.size()];
            try (PixelReader reader = images.open()) {
                for (int i = 0; i < images.count(); i++) {
                    reader.read(i, pixels);
                    String part = images == data.train() ? "train" : "test";
                    String name = data.classNames().get(images.label(i));
                    all.put(pixels[2 * SMALL.plane()] & 0xff, part + " " + name);
                }
            }
        }
        return all;
    }

    @Test
    void classesAreTheFoldersAndAFifthIsForTesting() throws IOException {
        images(100);
        DataSet data = read();
        assertThat(data.classNames()).containsExactly("cat", "dog");
        assertThat(data.name()).isEqualTo("animals");
        assertThat(data.train().count() + data.test().count()).isEqualTo(100);
        assertThat(data.test().count()).isBetween(10, 30);
        assertThat(data.train().shape()).isEqualTo(SMALL);
        Map<Integer, String> known = known(data);
        assertThat(known).hasSize(100);
        known.forEach((blue, what) -> assertThat(what).endsWith(blue % 2 == 0 ? "cat" : "dog"));
    }

    @Test
    void anImageStaysOnItsSideWhenOthersCome() throws IOException {
        images(60);
        Map<Integer, String> before = known(read());
        images(120);
        assertThat(known(read())).containsAllEntriesOf(before);
    }

    @Test
    void foldersTrainAndTestDivideAsTheySay() throws IOException {
        image("train/cat/a.png", 1);
        image("train/dog/b.png", 2);
        image("val/cat/c.png", 3);
        image("val/dog/d.png", 4);
        assertThat(known(read()))
                .containsExactly(
                        Map.entry(1, "train cat"),
                        Map.entry(2, "train dog"),
                        Map.entry(3, "test cat"),
                        Map.entry(4, "test dog"));
    }

    @Test
    void twoImagesAreOneForEach() throws IOException {
        images(4);
        DataSet data = read();
        assertThat(data.train().count()).isEqualTo(2);
        assertThat(data.test().count()).isEqualTo(2);
    }

    @Test
    void theyAreDecodedOnce() throws IOException {
        images(20);
        DataSet first = read();
        assertThat(said).hasSize(2).allMatch(text -> text.startsWith("Decoding"));
        DataSet again = read();
        assertThat(said).hasSize(2);
        assertThat(again.sha256()).isEqualTo(first.sha256());
        image("cat/photo0.png", 77);
        assertThat(read().sha256()).isNotEqualTo(first.sha256());
        assertThat(said).hasSizeGreaterThan(2);
    }

    @Test
    void batchesComeFromThem() throws IOException {
        images(40);
        DataSet data = read();
        try (BatchReader reader = Batches.of(data.train(), 4).shuffled().read(1)) {
            Batch batch = reader.next();
            assertThat(batch.images().shape()).isEqualTo(SMALL.batchOf(4));
            assertThat(Math.round(batch.images().get(SMALL.size() - 1) * 255) % 2.0)
                    .isEqualTo(batch.labels().get(0));
        }
    }

    @Test
    void allThatCantBeDecodedIsNamed() throws IOException {
        images(10);
        Path animals = folder.resolve("animals");
        Files.writeString(animals.resolve("cat/notes.jpg"), "not an image");
        byte[] whole = Files.readAllBytes(animals.resolve("dog/photo1.png"));
        Files.write(animals.resolve("dog/cut.png"), Arrays.copyOf(whole, 40));
        Files.writeString(animals.resolve("dog/readme.txt"), "no image, and not called so");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("that can't")
                .hasMessageContaining("notes.jpg is no picture")
                .hasMessageContaining("cut.png can't be decoded");
        try (Stream<Path> left = Files.list(folder.resolve("cache/images"))) {
            assertThat(left).noneMatch(f -> f.getFileName().toString().contains("tmp"));
        }
    }

    @Test
    void whatIsNoSuchFolderIsRefusedWithAWord() throws IOException {
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("animals");
        image("cat/a.png", 1);
        assertThatThrownBy(this::read)
                .hasMessageContaining("2 to 256 classes")
                .hasMessageContaining("1 of them");
        Files.createDirectories(folder.resolve("animals/dog"));
        assertThatThrownBy(this::read)
                .hasMessageContaining("dog: expected images whose names end in .jpg");
    }
}
