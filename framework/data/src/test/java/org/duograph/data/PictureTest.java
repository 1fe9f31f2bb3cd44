package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    /** Red in the upper left quarter, blue in the lower right one, grey between. */
    private static BufferedImage quarters(int height, int width) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean red = y < height / 2 && x < width / 2;
                boolean blue = y >= height / 2 && x >= width / 2;
                image.setRGB(x, y, red ? 0xff0000 : blue ? 0x0000ff : 0x808080);
            }
        }
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    @Test
    void aPngComesOutAsItIs(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.png");
        Files.write(file, encode(quarters(4, 6), "png"));
        Picture picture = Picture.read(file);
        assertThat(picture.shape()).isEqualTo(new ImageShape(3, 4, 6));
        assertThat(color(picture, 0, 0)).isEqualTo(0xff0000);
        assertThat(color(picture, 3, 5)).isEqualTo(0x0000ff);
        assertThat(color(picture, 0, 5)).isEqualTo(0x808080);
        assertThat(picture.toArray().shape().toString()).isEqualTo("1x3x4x6");
    }

    @Test
    void greyStaysTheGreyOfTheFile() throws IOException {
        BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            image.getRaster().setSample(x, 0, 0, x);
        }
        Picture grey = Picture.decode(encode(image, "png"), "ramp").grey();
        for (int x = 0; x < 256; x++) {
            assertThat(grey.pixels()[x] & 0xff).isEqualTo(x);
        }
        assertThat(grey.rgb().grey()).extracting(Picture::pixels).isEqualTo(grey.pixels());
    }

    @Test
    void whatIsTransparentStandsOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00000000);
        image.setRGB(1, 0, 0x80000000);
        Picture picture = Picture.decode(encode(image, "png"), "glass");
        assertThat(color(picture, 0, 0)).isEqualTo(0xffffff);
        assertThat(color(picture, 0, 1)).isEqualTo(0x7f7f7f);
    }

    /** Where the red quarter of a file whose rows and columns are as below stands upright. */
    @ParameterizedTest
    @CsvSource({
        "1, 16, 24, 0, 0", "2, 16, 24, 0, 23", "3, 16, 24, 15, 23", "4, 16, 24, 15, 0",
        "5, 24, 16, 0, 0", "6, 24, 16, 0, 15", "7, 24, 16, 23, 15", "8, 24, 16, 23, 0"
    })
    void aPhotographStandsUprightHoweverTheCameraWasHeld(
            int tag, int height, int width, int y, int x) throws IOException {
        Picture picture = Picture.decode(withOrientation(quarters(16, 24), tag), "photo");
        assertThat(picture.shape()).isEqualTo(new ImageShape(3, height, width));
        assertThat(color(picture, y, x) >> 16).as("red").isGreaterThan(200);
        assertThat(color(picture, y, x) & 0xff).as("blue").isLessThan(60);
        assertThat(color(picture, height - 1 - y, width - 1 - x) & 0xff).isGreaterThan(200);
    }

    private static byte[] withOrientation(BufferedImage image, int tag) throws IOException {
        byte[] jpeg = encode(image, "jpg");
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34).putInt(0x45786966).putShort((short) 0);
        exif.putInt(0x4d4d002a).putInt(8).putShort((short) 1);
        exif.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) tag);
        return ByteBuffer.allocate(jpeg.length + 36)
                .put(jpeg, 0, 2)
                .put(exif.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    @Test
    void anotherSizeKeepsWhatIsThereOnTheWhole() throws IOException {
        Picture picture = Picture.of(quarters(40, 60));
        for (int[] size : new int[][] {{20, 30}, {7, 11}, {80, 61}, {1, 1}, {40, 60}}) {
            Picture other = picture.resized(size[0], size[1]);
            assertThat(mean(other)).isCloseTo(mean(picture), within(2.0));
        }
        byte[] flat = new byte[3 * 5 * 5];
        Arrays.fill(flat, (byte) 200);
        Picture even = new Picture(new ImageShape(3, 5, 5), flat);
        assertThat(even.resized(9, 3).pixels()).containsOnly((byte) 200);
    }

    @Test
    void halvingTakesEveryPixelIntoAccount() {
        byte[] lines = {0, (byte) 200, 0, (byte) 200, 0, (byte) 200, 0, (byte) 200};
        Picture stripes = new Picture(new ImageShape(1, 1, 8), lines);
        for (byte value : Arrays.copyOfRange(stripes.resized(1, 4).pixels(), 1, 3)) {
            assertThat(value & 0xff).isBetween(90, 110);
        }
    }

    @Test
    void coveringTakesTheMiddle() throws IOException {
        Picture square = Picture.of(quarters(40, 80)).covering(20, 20);
        assertThat(square.shape()).isEqualTo(new ImageShape(3, 20, 20));
        assertThat(color(square, 2, 2)).isEqualTo(0xff0000);
        assertThat(color(square, 17, 17)).isEqualTo(0x0000ff);
        assertThat(Picture.of(quarters(30, 10)).covering(60, 60).shape().height()).isEqualTo(60);
    }

    @Test
    void whatIsNoPictureIsRefusedByName(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
        assertThatThrownBy(() -> Picture.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt")
                .hasMessageContaining("JPEG, PNG, GIF and BMP can");
        byte[] png = encode(quarters(40, 40), "png");
        assertThatThrownBy(() -> Picture.decode(Arrays.copyOf(png, 60), "cut.png"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut.png");
        assertThatThrownBy(() -> Picture.read(folder.resolve("none.png")))
                .hasMessageContaining("There is no picture");
        Picture picture = Picture.of(quarters(4, 4));
        assertThatThrownBy(() -> picture.cropped(1, 1, 4, 4))
                .hasMessageContaining("don't lie in a picture of 3x4x4");
    }

    private static int color(Picture p, int y, int x) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int at = (c * p.shape().height() + y) * p.shape().width() + x;
            rgb = rgb << 8 | p.pixels()[at] & 0xff;
        }
        return rgb;
    }

    private static double mean(Picture p) {
        double sum = 0;
        for (byte b : p.pixels()) {
            sum += b & 0xff;
        }
        return sum / p.pixels().length;
    }
}
