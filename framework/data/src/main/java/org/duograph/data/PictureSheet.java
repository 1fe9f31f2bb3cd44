package org.duograph.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.duograph.tensor.NDArray;

/**
 * Small pictures with a caption below each, as one SVG picture: the worst mistakes of a net, or its
 * filters. Pixels stay sharp, and captions are as light or dark as the page.
 *
 * <pre>{@code
 * PictureSheet sheet = new PictureSheet(8, 96);
 * sheet.add(picture, "cat, 0.98");
 * Files.writeString(Path.of("mistakes.svg"), sheet.svg());
 * }</pre>
 */
public final class PictureSheet {
    private static final int GAP = 8;
    private static final int CAPTION = 18; // the height of a line

    private final int columns;
    private final int side;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Picture picture, List<String> caption) {}

    /**
     * A sheet.
     *
     * @param columns pictures in a row, at least 1
     * @param side the side of each picture's square on the screen, at least 1
     */
    public PictureSheet(int columns, int side) {
        if (columns < 1 || side < 1) {
            throw new IllegalArgumentException(
                    "A sheet needs at least one column and a side of 1, but %d and %d were asked for"
                            .formatted(columns, side));
        }
        this.columns = columns;
        this.side = side;
    }

    /** Adds a picture with lines of text below it; returns itself. */
    public PictureSheet add(Picture picture, String... caption) {
        entries.add(new Entry(picture, List.of(caption)));
        return this;
    }

    /**
     * The filters of a convolution as pictures: from the smallest weight of all, black, to the
     * largest, white.
     *
     * @param weights filters x channels x rows x columns; filters of 3 channels are in colour, of
     *     others the mean over the channels is shown
     */
    public static List<Picture> filters(NDArray weights) {
        if (weights.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "The weights of a convolution are filters x channels x rows x columns, but these are "
                            + weights.type());
        }
        int channels = weights.shape().dim(1);
        int plane = weights.shape().dim(2) * weights.shape().dim(3);
        int shown = channels == 3 ? 3 : 1;
        int size = shown * plane;
        double[] means = new double[weights.shape().dim(0) * size];
        for (int i = 0; i < means.length; i++) {
            int first = i / size * channels * plane + i % size;
            for (int c = 0; c < channels / shown; c++) {
                means[i] += weights.get(first + c * plane) * shown / channels;
            }
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double mean : means) {
            low = Math.min(low, mean);
            high = Math.max(high, mean);
        }
        List<Picture> pictures = new ArrayList<>();
        ImageShape shape = new ImageShape(shown, weights.shape().dim(2), weights.shape().dim(3));
        for (int from = 0; from < means.length; from += size) {
            byte[] pixels = new byte[size];
            for (int i = 0; i < size; i++) {
                double share = high > low ? (means[from + i] - low) / (high - low) : 0.5;
                pixels[i] = (byte) Math.round(255 * share);
            }
            pictures.add(new Picture(shape, pixels));
        }
        return pictures;
    }

    /** The sheet as an SVG picture that stands alone or inside a page. */
    public String svg() {
        int lines = entries.stream().mapToInt(e -> e.caption.size()).max().orElse(0);
        int width = side + GAP;
        int height = side + GAP + lines * CAPTION;
        int rows = (entries.size() + columns - 1) / columns;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" role=\"img\">\n"
                        .formatted(Math.min(columns, entries.size()) * width, rows * height));
        svg.append(
                "<style>image{image-rendering:pixelated}text{font:12px Helvetica,Arial,sans-serif;fill:#202124}"
                        + "@media(prefers-color-scheme:dark){text{fill:#e8eaed}}</style>\n");
        for (int i = 0; i < entries.size(); i++) {
            int x = i % columns * width;
            int y = i / columns * height;
            svg.append(
                    "<image x=\"%d\" y=\"%d\" width=\"%3$d\" height=\"%3$d\" href=\"data:image/png;base64,%4$s\"/>\n"
                            .formatted(x, y, side, png(entries.get(i).picture)));
            int line = y + side;
            for (String words : entries.get(i).caption) {
                line += CAPTION - 2;
                svg.append(
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                                .formatted(x + side / 2, line, Xml.escape(words)));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String png(Picture picture) {
        ImageShape shape = picture.shape();
        byte[] pixels = picture.rgb().pixels();
        int type = BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), type);
        for (int i = 0; i < shape.plane(); i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | pixels[c * shape.plane() + i] & 0xff;
            }
            image.setRGB(i % shape.width(), i / shape.width(), rgb);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IOException("This JDK has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
