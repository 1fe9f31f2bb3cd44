package org.duograph.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.duograph.tensor.NDArray;

/**
 * One picture, such as a photograph: C x H x W unsigned bytes, as the other images of this package.
 *
 * <p>It comes out of a JPEG, PNG, GIF or BMP file as red, green and blue, turned the way the camera
 * was held, with what was transparent on white. The methods make other pictures of it; none changes
 * it.
 *
 * @param shape its channels (1 or 3), height and width
 * @param pixels shape.size() unsigned bytes; nobody changes them
 */
public record Picture(ImageShape shape, byte[] pixels) {
    /**
     * A picture.
     *
     * @throws IllegalArgumentException if there are not shape.size() bytes, or not 1 or 3 channels
     */
    public Picture {
        boolean channels = shape.channels() == 1 || shape.channels() == 3;
        if (pixels.length != shape.size() || !channels) {
            throw new IllegalArgumentException(
                    "A picture has 1 or 3 channels and a byte for each pixel of each, but %s with %d bytes was given"
                            .formatted(shape, pixels.length));
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it can't be read or is no picture; the message names the file and says
     *     which kinds there are
     */
    public static Picture read(Path file) throws IOException {
        try {
            return decode(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException("There is no picture " + file, e);
        }
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param name what errors call it
     */
    public static Picture decode(byte[] file, String name) throws IOException {
        BufferedImage image;
        try {
            // In memory: what ImageIO makes of a plain stream keeps it in a temporary file.
            image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
        } catch (IOException | RuntimeException e) { // decoders throw all kinds at broken files
            throw new IOException(
                    "%s can't be decoded: %s. Save it anew as an RGB JPEG or a PNG"
                            .formatted(name, e.getMessage()),
                    e);
        }
        if (image == null) {
            throw new IOException(
                    name + " is no picture that can be read; JPEG, PNG, GIF and BMP can");
        }
        return JpegOrientation.of(file).upright(of(image));
    }

    /** A picture of the JDK, with what is transparent on white. */
    public static Picture of(BufferedImage image) {
        ImageShape shape = new ImageShape(3, image.getHeight(), image.getWidth());
        byte[] pixels = new byte[shape.size()];
        int plane = shape.plane();
        boolean grey = isGrey(image.getColorModel());
        int[] row = new int[shape.width()];
        for (int y = 0; y < shape.height(); y++) {
            if (!grey) {
                image.getRGB(0, y, row.length, 1, row, 0, row.length);
            }
            for (int x = 0; x < shape.width(); x++) {
                int rgb = grey ? grey(image.getRaster(), x, y) : onWhite(row[x]);
                for (int c = 0; c < 3; c++) {
                    pixels[c * plane + y * shape.width() + x] = (byte) (rgb >> 16 - 8 * c);
                }
            }
        }
        return new Picture(shape, pixels);
    }

    private static boolean isGrey(ColorModel model) {
        return model.getNumComponents() == 1
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && model.getComponentSize(0) >= 8;
    }

    /** As it stands in the file: the JDK's getRGB would brighten it. */
    private static int grey(Raster raster, int x, int y) {
        int bits = raster.getSampleModel().getSampleSize(0);
        return (raster.getSample(x, y, 0) >> bits - 8) * 0x010101;
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 255) {
            return argb & 0xffffff;
        }
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int value = argb >> shift & 0xff;
            rgb |= (value * alpha + 255 * (255 - alpha) + 127) / 255 << shift;
        }
        return rgb;
    }

    /** The same in one channel: 0.299 red + 0.587 green + 0.114 blue. */
    public Picture grey() {
        if (shape.channels() == 1) {
            return this;
        }
        int plane = shape.plane();
        byte[] grey = new byte[plane];
        for (int i = 0; i < plane; i++) {
            int red = pixels[i] & 0xff;
            int green = pixels[plane + i] & 0xff;
            int blue = pixels[2 * plane + i] & 0xff;
            grey[i] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        }
        return new Picture(new ImageShape(1, shape.height(), shape.width()), grey);
    }

    /** The same with three channels. */
    public Picture rgb() {
        if (shape.channels() == 3) {
            return this;
        }
        byte[] all = new byte[3 * pixels.length];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(pixels, 0, all, c * pixels.length, pixels.length);
        }
        return new Picture(new ImageShape(3, shape.height(), shape.width()), all);
    }

    /** The same in another size: each new pixel is a mean over the old ones that it covers. */
    public Picture resized(int height, int width) {
        if (height == shape.height() && width == shape.width()) {
            return this;
        }
        return new Picture(
                new ImageShape(shape.channels(), height, width),
                new Resampling(shape).to(height, width, pixels));
    }

    /** The rectangle whose upper left corner is at {@code (top, left)}. */
    public Picture cropped(int top, int left, int height, int width) {
        boolean inside =
                top >= 0
                        && left >= 0
                        && top + height <= shape.height()
                        && left + width <= shape.width();
        if (!inside) {
            throw new IllegalArgumentException(
                    "%d x %d pixels from (%d, %d) on don't lie in a picture of %s"
                            .formatted(height, width, top, left, shape));
        }
        ImageShape part = new ImageShape(shape.channels(), height, width);
        byte[] some = new byte[part.size()];
        for (int row = 0; row < shape.channels() * height; row++) {
            int from = (row / height * shape.height() + top + row % height) * shape.width() + left;
            System.arraycopy(pixels, from, some, row * width, width);
        }
        return new Picture(part, some);
    }

    /** Scaled until it just covers {@code height} x {@code width}; of that, the middle. */
    public Picture covering(int height, int width) {
        double scale = Math.max((double) height / shape.height(), (double) width / shape.width());
        int tall = Math.max(height, (int) Math.round(scale * shape.height()));
        int wide = Math.max(width, (int) Math.round(scale * shape.width()));
        return resized(tall, wide).cropped((tall - height) / 2, (wide - width) / 2, height, width);
    }

    /** The pixels as a fresh uint8 array, 1 x C x H x W. */
    public NDArray toArray() {
        return NDArray.ofBytes(shape.batchOf(1), pixels.clone());
    }
}
