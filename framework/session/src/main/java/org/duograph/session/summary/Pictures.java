package org.duograph.session.summary;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Arrays as PNG pictures: images by height, width and channels, which are 1 (grey), 3 (red, green,
 * blue) or 4 (with alpha). Bytes are pixels as they are. Other numbers are scaled, each image by
 * itself: where none is negative the largest becomes 255, else 0 becomes grey, 128.
 */
public final class Pictures {
    private static final double ZERO = 1e-6; // what is no larger is black

    private Pictures() {}

    /**
     * The first images of an array.
     *
     * @param images of shape (images, height, width, channels)
     * @param most how many at most
     * @param bad the channels of a pixel that is infinite or not a number
     * @throws IllegalArgumentException if the shape is another
     */
    public static List<Summary.Image> of(NDArray images, int most, int... bad) {
        Shape shape = images.shape();
        if (shape.rank() != 4 || !List.of(1, 3, 4).contains(shape.dim(3))) {
            throw new IllegalArgumentException(
                    "Tensor must be 4-D with last dim 1, 3, or 4, not " + shape);
        }
        if (bad.length < shape.dim(3)) {
            throw new IllegalArgumentException(
                    "expected bad_color to have at least %d values, found %d"
                            .formatted(shape.dim(3), bad.length));
        }
        List<Summary.Image> pictures = new ArrayList<>();
        for (int i = 0; i < Math.min(most, shape.dim(0)); i++) {
            pictures.add(picture(images, i, bad));
        }
        return pictures;
    }

    private static Summary.Image picture(NDArray images, int index, int[] bad) {
        int h = images.shape().dim(1);
        int w = images.shape().dim(2);
        int c = images.shape().dim(3);
        if (h == 0 || w == 0) {
            throw new IllegalArgumentException("An image has no pixels: " + images.shape());
        }
        int first = index * h * w * c;
        int[] pixels =
                images.dtype() == DType.UINT8
                        ? bytes(images, first, h * w * c)
                        : scaled(images, first, h * w, c, bad);
        return Summary.Image.newBuilder()
                .setHeight(h)
                .setWidth(w)
                .setColorspace(c)
                .setEncodedImageString(png(pixels, h, w, c))
                .build();
    }

    private static int[] bytes(NDArray images, int first, int count) {
        int[] pixels = new int[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (int) images.getWhole(first + i);
        }
        return pixels;
    }

    private static int[] scaled(NDArray images, int first, int count, int c, int[] bad) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < count; p++) {
            if (isFinite(images, first + p * c, c)) {
                for (int k = 0; k < c; k++) {
                    double x = images.get(first + p * c + k);
                    low = Math.min(low, x);
                    high = Math.max(high, x);
                }
            }
        }
        double largest = low < 0 ? Math.max(-low, high) : high;
        float scale = largest < ZERO ? 0 : (float) ((low < 0 ? 127 : 255) / largest);
        float offset = low < 0 ? 128 : 0;
        int[] pixels = new int[count * c];
        for (int p = 0; p < count; p++) {
            boolean finite = isFinite(images, first + p * c, c);
            for (int k = 0; k < c; k++) {
                int i = p * c + k;
                pixels[i] =
                        finite ? (int) ((float) images.get(first + i) * scale + offset) : bad[k];
            }
        }
        return pixels;
    }

    private static boolean isFinite(NDArray images, int from, int channels) {
        for (int k = 0; k < channels; k++) {
            if (!Double.isFinite(images.get(from + k))) {
                return false;
            }
        }
        return true;
    }

    private static ByteString png(int[] pixels, int h, int w, int c) {
        int kind =
                switch (c) {
                    case 1 -> BufferedImage.TYPE_BYTE_GRAY;
                    case 3 -> BufferedImage.TYPE_3BYTE_BGR;
                    default -> BufferedImage.TYPE_4BYTE_ABGR;
                };
        BufferedImage image = new BufferedImage(w, h, kind);
        image.getRaster().setPixels(0, 0, w, h, pixels);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Its own stream: the one that ImageIO chooses may keep a file on disk.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("A picture can't be written: " + e.getMessage(), e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
