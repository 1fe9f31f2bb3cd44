package org.duograph.experiments.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.duograph.data.Augmentation;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.duograph.data.Normalization;
import org.duograph.data.Picture;
import org.duograph.data.PixelReader;
import org.duograph.session.data.Dataset;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/** Data pipelines as users write them: batches of normalised images and their labels, forever. */
final class Pipelines {
    private static final int SIZE = ImageShape.CIFAR10.height();
    private static final int PHOTOGRAPH = SIZE + 8; // pixels of a side, of which SIZE are cut out
    private static final int FILES = 1000;

    private final Images images;
    private final Normalization normalization;
    private final int batch;
    private final Philox random = Philox.of(1, "augment", 0);

    Pipelines(Images images, int batch) throws IOException {
        this.images = images;
        this.normalization = Normalization.of(images);
        this.batch = batch;
    }

    /** Records of CIFAR-10: read, padded, cropped, flipped and normalised. */
    Dataset records(int parallelCalls) {
        PixelReader reader = images.open();
        return indices(images.count())
                .map(e -> record(reader, e))
                .map(this::augmented, parallelCalls)
                .batch(batch, true);
    }

    /** The bytes of JPEG files: decoded, cropped, mirrored half the time and normalised. */
    Dataset jpeg(int parallelCalls) throws IOException {
        List<NDArray> files = files();
        return indices(files.size())
                .map(e -> List.of(files.get(index(e)), label(e), e.get(1)))
                .map(this::decoded, parallelCalls)
                .batch(batch, true);
    }

    /** The same batch again and again: what training is fed with no work at all. */
    static Dataset fromMemory(List<NDArray> batch) {
        return Dataset.range(1).map(e -> batch).repeat();
    }

    /** The number of an image, in an order by chance, and how many came before: forever. */
    private static Dataset indices(int count) {
        UnaryOperator<List<NDArray>> counted = counting();
        return Dataset.range(count).shuffle(count, 1).repeat().map(counted);
    }

    private static UnaryOperator<List<NDArray>> counting() {
        AtomicLong before = new AtomicLong();
        return e -> List.of(e.get(0), NDArray.of(Shape.SCALAR, before.getAndIncrement()));
    }

    private static int index(List<NDArray> element) {
        return (int) element.get(0).getWhole(0);
    }

    private NDArray label(List<NDArray> element) {
        return NDArray.of(Shape.SCALAR, images.label(index(element)));
    }

    private List<NDArray> record(PixelReader reader, List<NDArray> element) {
        byte[] pixels = new byte[images.shape().size()];
        try {
            reader.read(index(element), pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(bytes(pixels), label(element), element.get(1));
    }

    private static NDArray bytes(byte[] some) {
        return NDArray.ofBytes(Shape.of(some.length), some);
    }

    private List<NDArray> augmented(List<NDArray> element) {
        byte[] pixels = (byte[]) element.get(0).data();
        byte[] changed = new byte[pixels.length];
        Augmentation.padCropFlip().apply(images.shape(), pixels, changed, random, draw(element));
        return List.of(normalized(changed, false), element.get(1));
    }

    private List<NDArray> decoded(List<NDArray> element) {
        try {
            Picture picture = Picture.decode((byte[]) element.get(0).data(), "a JPEG file");
            int room = PHOTOGRAPH - SIZE + 1;
            long draw = draw(element);
            int top = random.below(draw, room);
            int left = random.below(draw + 1, room);
            Picture part = picture.cropped(top, left, SIZE, SIZE);
            boolean mirrored = random.below(draw + 2, 2) == 1;
            return List.of(normalized(part.pixels(), mirrored), element.get(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long draw(List<NDArray> element) {
        return element.get(2).getWhole(0) * Augmentation.DRAWS;
    }

    private NDArray normalized(byte[] pixels, boolean mirrored) {
        float[] mean = normalization.byteMean();
        float[] deviation = normalization.byteDeviation();
        float[] all = new float[pixels.length];
        int plane = images.shape().plane();
        for (int i = 0; i < all.length; i++) {
            int from = mirrored ? i - i % SIZE + SIZE - 1 - i % SIZE : i;
            int c = i / plane;
            all[i] = ((pixels[from] & 0xff) - mean[c]) / deviation[c];
        }
        return NDArray.of(Shape.of(images.shape().channels(), SIZE, SIZE), all);
    }

    /** The first images as JPEG files, enlarged so that there is something to cut off. */
    private List<NDArray> files() throws IOException {
        NDArray[] files = new NDArray[Math.min(FILES, images.count())];
        byte[] pixels = new byte[images.shape().size()];
        try (PixelReader reader = images.open()) {
            for (int i = 0; i < files.length; i++) {
                reader.read(i, pixels);
                Picture small = new Picture(images.shape(), pixels.clone());
                files[i] = bytes(jpeg(small.resized(PHOTOGRAPH, PHOTOGRAPH)));
            }
        }
        return List.of(files);
    }

    private static byte[] jpeg(Picture picture) throws IOException {
        int plane = picture.shape().plane();
        byte[] p = picture.pixels();
        int side = picture.shape().width();
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int rgb = (p[i] & 0xff) << 16 | (p[plane + i] & 0xff) << 8 | p[2 * plane + i] & 0xff;
            image.setRGB(i % side, i / side, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", out);
        return out.toByteArray();
    }
}
