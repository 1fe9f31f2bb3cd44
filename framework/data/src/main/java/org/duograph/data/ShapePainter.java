package org.duograph.data;

import org.duograph.tensor.Philox;

/**
 * The painter of one shapes-10 image.
 *
 * <p>A figure is a signed distance: negative inside, in pixels. Its coverage of a pixel is that
 * distance cut to [0, 1] around the edge, which gives smooth edges for next to nothing.
 *
 * <p>Source of the distances: Inigo Quilez, "2D distance functions".
 */
final class ShapePainter {
    private static final int SIDE = ImageShape.CIFAR10.height();
    private static final int PLANE = ImageShape.CIFAR10.plane();
    private static final int FIRST_NOISE_DRAW = 1024;
    private static final int HORIZONTAL = 6;
    private static final int DIAGONAL = 8;

    private static final double COS_36 = 0.8090169943749475;
    private static final double SIN_36 = 0.5877852522924731;

    private final Philox random;
    private int draws;

    ShapePainter(Philox random) {
        this.random = random;
    }

    private double between(double low, double high) {
        return low + (high - low) * random.uniform(draws++);
    }

    private boolean chance(double p) {
        return between(0, 1) < p;
    }

    /** Paints a figure of class {@code label} into three planes that begin at {@code offset}. */
    void paint(int label, byte[] pixels, int offset) {
        double size = between(8, 13);
        double room = (15 - size) * 0.8;
        double cx = SIDE / 2.0 + between(-room, room);
        double cy = SIDE / 2.0 + between(-room, room);
        boolean striped = label >= HORIZONTAL && label <= DIAGONAL;
        double angle = between(-1, 1) * (striped ? 0.2 : Math.PI);
        double cos = StrictMath.cos(angle); // StrictMath: the same bits on every machine
        double sin = StrictMath.sin(angle);
        double slope = between(-Math.PI, Math.PI);
        double gx = StrictMath.cos(slope) / SIDE;
        double gy = StrictMath.sin(slope) / SIDE;
        double period = between(5, 8);
        double phase = between(0, period);
        boolean round = chance(0.5);
        boolean falling = chance(0.5);
        double speckX = between(2, 30);
        double speckY = between(2, 30);
        double speckSize = between(1, 3);
        double noise = between(0.02, 0.15);

        double[] ground = color();
        double[] ground2 = near(ground, 0.25);
        double[] speck = near(ground, 0.5);
        double[] figure = figureColor(ground);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double dx = x + 0.5 - cx;
                double dy = y + 0.5 - cy;
                double u = cos * dx + sin * dy;
                double v = cos * dy - sin * dx;
                double inFigure =
                        label < HORIZONTAL
                                ? coverage(distance(label, u, v, size))
                                : coverage(round ? disc(u, v, size) : box(u, v, size, size))
                                        * texture(label, u, falling ? v : -v, period, phase);
                double inSpeck = coverage(disc(x + 0.5 - speckX, y + 0.5 - speckY, speckSize));
                double shade = clamp(0.5 + gx * (x - 15.5) + gy * (y - 15.5));
                int at = y * SIDE + x;
                int bits = random.bits(FIRST_NOISE_DRAW + at);
                for (int c = 0; c < 3; c++) {
                    double value = ground[c] + (ground2[c] - ground[c]) * shade;
                    value += (speck[c] - value) * inSpeck;
                    value += (figure[c] - value) * inFigure;
                    value += noise * (((bits >>> (8 * c)) & 0xff) / 255.0 - 0.5);
                    pixels[offset + c * PLANE + at] = (byte) (int) (clamp(value) * 255 + 0.5);
                }
            }
        }
    }

    private double[] color() {
        return new double[] {between(0.1, 0.9), between(0.1, 0.9), between(0.1, 0.9)};
    }

    private double[] near(double[] color, double reach) {
        double[] other = new double[3];
        for (int c = 0; c < 3; c++) {
            other[c] = clamp(color[c] + between(-reach, reach));
        }
        return other;
    }

    /** A colour that stands out from the background; nearly always the brighter of the two. */
    private double[] figureColor(double[] ground) {
        boolean brighter = chance(0.95);
        double[] best = null;
        double bestContrast = Double.NEGATIVE_INFINITY;
        for (int tries = 0; tries < 6 && bestContrast < 0.9; tries++) {
            double[] color = color();
            double contrast = 0;
            for (int c = 0; c < 3; c++) {
                contrast += brighter ? color[c] - ground[c] : ground[c] - color[c];
            }
            if (contrast > bestContrast) {
                best = color;
                bestContrast = contrast;
            }
        }
        return best;
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }

    private static double coverage(double distance) {
        return clamp(0.5 - distance);
    }

    private static double distance(int label, double x, double y, double size) {
        return switch (label) {
            case 0 -> disc(x, y, size * 0.9);
            case 1 -> Math.abs(disc(x, y, size * 0.75)) - size * 0.2;
            case 2 -> box(x, y, size * 0.8, size * 0.8);
            case 3 -> triangle(x, y, size * 0.55);
            case 4 -> Math.min(box(x, y, size, size * 0.28), box(x, y, size * 0.28, size));
            case 5 -> star(x, y, size * 1.1);
            default -> throw new IllegalArgumentException("No figure has label " + label);
        };
    }

    private static double disc(double x, double y, double radius) {
        return Math.sqrt(x * x + y * y) - radius;
    }

    private static double box(double x, double y, double halfWidth, double halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }

    /** An equilateral triangle whose sides are {@code inner} away from the middle. */
    private static double triangle(double x, double y, double inner) {
        double slanted = 0.8660254037844386 * Math.abs(x) - 0.5 * y;
        return Math.max(slanted, y) - inner;
    }

    /** A star of five points at distance {@code tip}, with notches at 0.45 of it. */
    private static double star(double x, double y, double tip) {
        for (int fold = 0; fold < 2; fold++) { // into one tenth of the plane: half a point
            x = Math.abs(x);
            double over = Math.max(0, COS_36 * x - SIN_36 * y);
            x -= 2 * over * COS_36;
            y += 2 * over * SIN_36;
        }
        x = Math.abs(x);
        double notchX = 0.45 * tip * SIN_36;
        double drop = tip - 0.45 * tip * COS_36;
        return (x * drop + (y - tip) * notchX) / Math.sqrt(drop * drop + notchX * notchX);
    }

    /** How much of a pixel is painted by stripes or by a checkerboard. */
    private static double texture(int label, double x, double y, double period, double phase) {
        double along = stripes(x + phase, period);
        double across = stripes(y + phase, period);
        return switch (label) {
            case HORIZONTAL -> across;
            case HORIZONTAL + 1 -> along;
            case DIAGONAL -> stripes((x + y) * 0.7071067811865476 + phase, period);
            default -> along * across + (1 - along) * (1 - across);
        };
    }

    private static double stripes(double at, double period) {
        double inPeriod = at - period * Math.floor(at / period);
        return coverage(Math.abs(inPeriod - period / 2) - period / 4);
    }
}
