package org.duograph.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.duograph.tensor.NDArray;

/**
 * A contact sheet: many small images side by side in one PNG file, to look at data with one's eyes.
 *
 * <p>Images stand row by row, each pixel drawn {@code scale} x {@code scale}, with a dark gap of
 * two pixels between them. One channel is drawn grey, three as red, green, blue.
 */
public final class ImageGrid {
    private static final int GAP = 2;
    private static final int BACKGROUND = 0x202020;

    private final int columns;
    private final int scale;

    /**
     * A grid of so many columns.
     *
     * @param columns images in a row, at least 1
     * @param scale screen pixels per image pixel in each direction, at least 1
     */
    public ImageGrid(int columns, int scale) {
        if (columns < 1 || scale < 1) {
            throw new IllegalArgumentException(
                    "A grid needs at least one column and scale 1, but %d and %d were asked for"
                            .formatted(columns, scale));
        }
        this.columns = columns;
        this.scale = scale;
    }

    /** Writes the first {@code count} images, or all if there are fewer, into a PNG file. */
    public void write(Path png, Images images, int count) throws IOException {
        Images some = images.first(count);
        write(png, some.toArray());
    }

    /** Writes the images of a batch as they were before normalisation into a PNG file. */
    public void write(Path png, Batch batch, Normalization normalization) throws IOException {
        write(png, normalization.undo(batch.images()));
    }

    /**
     * Writes all images of an array into a PNG file.
     *
     * @param images uint8, or any other type with values from 0 to 255; N x C x H x W with C = 1 or
     *     3; values outside are cut
     */
    public void write(Path png, NDArray images) throws IOException {
        int channels = images.shape().rank() == 4 ? images.shape().dim(1) : 0;
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "A grid needs images N x 1 x H x W or N x 3 x H x W, but the array is "
                            + images.type());
        }
        Files.createDirectories(png.toAbsolutePath().getParent());
        if (!ImageIO.write(draw(images), "png", png.toFile())) {
            throw new IOException("This JDK has no PNG writer; " + png + " can't be written");
        }
    }

    private BufferedImage draw(NDArray images) {
        int count = images.shape().dim(0);
        int cellWidth = images.shape().dim(3) * scale + GAP;
        int cellHeight = images.shape().dim(2) * scale + GAP;
        int rows = Math.max(1, (count + columns - 1) / columns);
        BufferedImage sheet =
                new BufferedImage(
                        GAP + Math.min(columns, Math.max(1, count)) * cellWidth,
                        GAP + rows * cellHeight,
                        BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                int n = y / cellHeight * columns + x / cellWidth;
                boolean inGap = x % cellWidth < GAP || y % cellHeight < GAP || n >= count;
                int row = (y % cellHeight - GAP) / scale;
                int column = (x % cellWidth - GAP) / scale;
                sheet.setRGB(x, y, inGap ? BACKGROUND : color(images, n, row, column));
            }
        }
        return sheet;
    }

    private static int color(NDArray images, int n, int y, int x) {
        int channels = images.shape().dim(1);
        int height = images.shape().dim(2);
        int width = images.shape().dim(3);
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int channel = Math.min(c, channels - 1);
            int at = ((n * channels + channel) * height + y) * width + x;
            int value = (int) Math.round(Math.max(0, Math.min(255, images.get(at))));
            rgb = rgb << 8 | value;
        }
        return rgb;
    }
}
