package org.duograph.tutorials.zoo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.duograph.data.ImageShape;
import org.duograph.data.Picture;

/** Pictures that are drawn by formulas, so that the lesson needs no file of anybody's. */
final class Drawings {
    private Drawings() {}

    /** The colour at a place; both coordinates go from 0, left and top, to 1. */
    interface Formula {
        /** Red, green and blue, a byte each. */
        int rgb(double x, double y);
    }

    /** Draws a square picture. */
    static Picture draw(int size, Formula formula) {
        byte[] pixels = new byte[3 * size * size];
        for (int i = 0; i < size * size; i++) {
            int rgb = formula.rgb((i % size + 0.5) / size, (i / size + 0.5) / size);
            for (int c = 0; c < 3; c++) {
                pixels[c * size * size + i] = (byte) (rgb >> 16 - 8 * c);
            }
        }
        return new Picture(new ImageShape(3, size, size), pixels);
    }

    /** White where it holds, black elsewhere. */
    private static int white(boolean inside) {
        return inside ? 0xe0e0e0 : 0;
    }

    // tag::clothes[]
    /** A pair of trousers: a belt and two legs. */
    static final Formula TROUSERS =
            (x, y) -> {
                double side = Math.abs(x - 0.5);
                boolean belt = y > 0.05 && y < 0.25 && side < 0.2;
                boolean leg = y >= 0.25 && y < 0.95 && side > 0.03 && side < 0.2;
                return white(belt || leg);
            };

    // end::clothes[]

    /** A shirt with short sleeves. */
    static final Formula SHIRT =
            (x, y) -> {
                double side = Math.abs(x - 0.5);
                boolean body = y > 0.08 && y < 0.95 && side < 0.24;
                boolean sleeve = y > 0.08 + 0.3 * (side - 0.2) && y < 0.35 && side < 0.44;
                boolean neck = y < 0.14 && side < 0.1;
                return white((body || sleeve) && !neck);
            };

    /** A bag with a handle. */
    static final Formula BAG =
            (x, y) -> {
                boolean box = y > 0.4 && y < 0.9 && Math.abs(x - 0.5) < 0.4;
                double ring = Math.hypot(x - 0.5, y - 0.4);
                return white(box || (ring > 0.2 && ring < 0.27));
            };

    /** Signs that are no clothes, somewhere in the picture, in some size. */
    static Formula sign(String name, Random random) {
        double middle = 0.4 + 0.2 * random.nextDouble();
        double height = 0.4 + 0.2 * random.nextDouble();
        double size = 0.2 + 0.12 * random.nextDouble();
        double turn = random.nextDouble();
        return (x, y) -> {
            double u = (x - middle) / size;
            double v = (y - height) / size;
            return switch (name) {
                case "heart" -> white(isHeart(u, v));
                case "moon" -> white(u * u + v * v < 1 && Math.hypot(u - 0.5, v + 0.2) > 0.8);
                case "star" -> white(isStar(u, v, turn));
                default -> throw new IllegalArgumentException("There is no sign " + name);
            };
        };
    }

    private static boolean isHeart(double u, double v) {
        double bow = u * u + v * v - 0.6;
        return bow * bow * bow + u * u * v * v * v < 0; // v goes down
    }

    private static boolean isStar(double u, double v, double turn) {
        double angle = 5 * Math.atan2(v, u) + 2 * Math.PI * turn;
        return Math.hypot(u, v) < 0.75 + 0.35 * Math.cos(angle);
    }

    /** Writes some pictures of each sign, in a folder for each. */
    static void writeSigns(Path folder, int each, long seed) throws IOException {
        for (String name : new String[] {"heart", "moon", "star"}) {
            Path to = Files.createDirectories(folder.resolve(name));
            Random random = new Random(seed + name.hashCode());
            for (int i = 0; i < each; i++) {
                write(draw(28, sign(name, random)), to.resolve(i + ".png"));
            }
        }
    }

    /** Writes a picture to a PNG file. */
    static void write(Picture picture, Path file) throws IOException {
        int width = picture.shape().width();
        int plane = picture.shape().plane();
        BufferedImage image = new BufferedImage(width, plane / width, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | picture.pixels()[c * plane + i] & 0xff;
            }
            image.setRGB(i % width, i / width, rgb);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    /** A boat on a lake, the sun over hills. */
    static final Formula BOAT =
            (x, y) -> {
                boolean water = y > 0.62;
                double hill = 0.45 + 0.12 * Math.sin(9 * x) + 0.05 * Math.sin(23 * x + 1);
                double sail = (x - 0.5) / 0.22;
                if (y > 0.25 && y < 0.68 && sail > 0.05 && sail < (y - 0.25) / 0.43) {
                    return 0xf8f4e8;
                } else if (y > 0.32
                        && y < 0.68
                        && sail < -0.05
                        && -sail < 0.8 * (y - 0.32) / 0.36) {
                    return 0xd8402c;
                } else if (y > 0.7 && y < 0.8 && Math.abs(x - 0.5) < 0.3 - 1.2 * (y - 0.7)) {
                    return 0x5a3216;
                } else if (Math.hypot(x - 0.2, y - 0.2) < 0.1) {
                    return 0xfff0a0;
                } else if (water) {
                    return 0x2c5c8c + 0x000a08 * (int) (4 * (y - 0.62) / 0.38);
                }
                return y > hill ? 0x4c6c50 : 0x9cc4e8;
            };

    /** Strokes around two whirls, in the colours of a night. */
    static final Formula NIGHT =
            (x, y) -> {
                double one = Math.hypot(x - 0.35, y - 0.4);
                double other = Math.hypot(x - 0.8, y - 0.75);
                double round = Math.atan2(y - 0.4, x - 0.35) + Math.atan2(y - 0.75, x - 0.8);
                double stroke = Math.sin(55 * one + 4 * round) + 0.7 * Math.sin(48 * other);
                double shade = Math.sin(9 * x + 4 * y) + Math.sin(11 * y - 5 * x);
                if (stroke > 1.1) {
                    return shade > 0 ? 0xf4d04c : 0xf0f0d8;
                } else if (stroke > 0.2) {
                    return shade > 0 ? 0x6ca0d8 : 0x3c78c0;
                }
                return stroke > -0.8 ? 0x1c3c88 : 0x101c50;
            };
}
