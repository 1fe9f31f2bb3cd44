package org.duograph.zoo;

import java.util.List;
import java.util.Map;
import org.duograph.data.Picture;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * How a picture becomes the input of a net: it is scaled until it covers height x width, of which
 * the middle is kept; then each number becomes (pixel - mean) &middot; scale.
 *
 * @param blob the input's name
 * @param order the channels and their order
 * @param height rows of the input
 * @param width columns of the input
 * @param mean what is subtracted, per channel in {@code order}, where pixels go from 0 to 255
 * @param scale what the difference is multiplied by
 */
public record Preprocessing(
        String blob, Order order, int height, int width, List<Double> mean, double scale)
        implements Input {
    /** The channels of an input, in order. */
    public enum Order {
        /** Red, green, blue. */
        RGB(0, 1, 2),
        /** Blue, green, red, as Caffe's and Caffe2's nets mostly want it. */
        BGR(2, 1, 0),
        /** One channel: brightness. */
        GREY(0);

        private final int[] channels;

        Order(int... channels) {
            this.channels = channels;
        }

        /** How many channels there are. */
        public int channels() {
            return channels.length;
        }
    }

    /**
     * A way to make inputs.
     *
     * @throws IllegalArgumentException if sizes are not positive or there is not a mean per channel
     */
    public Preprocessing {
        mean = List.copyOf(mean);
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "The input of a net needs rows and columns, found %d x %d"
                            .formatted(height, width));
        }
        if (mean.size() != order.channels()) {
            throw new IllegalArgumentException(
                    "The order %s needs %d means, found %s"
                            .formatted(order, order.channels(), mean));
        }
        if (!(scale > 0)) {
            throw new IllegalArgumentException("The scale must be above 0, found " + scale);
        }
    }

    /** For a net that takes pixels as they are, 0 to 255. */
    public static Preprocessing none(String blob, Order order, int height, int width) {
        List<Double> zeros = List.of(0.0, 0.0, 0.0).subList(0, order.channels());
        return new Preprocessing(blob, order, height, width, zeros, 1);
    }

    @Override
    public Map<String, ArrayType> types() {
        return Map.of(blob, new ArrayType(DType.FLOAT32, shape(1)));
    }

    /** The shape of the input for some pictures: N x C x H x W. */
    public Shape shape(int pictures) {
        return Shape.of(pictures, order.channels(), height, width);
    }

    /** The input for some pictures: float32, N x C x H x W. */
    public NDArray input(List<Picture> pictures) {
        float[] all = new float[Math.toIntExact(shape(pictures.size()).size())];
        int plane = height * width;
        int to = 0;
        for (Picture picture : pictures) {
            Picture fitting = picture.covering(height, width);
            fitting = order == Order.GREY ? fitting.grey() : fitting.rgb();
            for (int c = 0; c < order.channels(); c++) {
                int from = order.channels[c] * plane;
                double subtract = mean.get(c);
                for (int i = 0; i < plane; i++) {
                    all[to++] = (float) (((fitting.pixels()[from + i] & 0xff) - subtract) * scale);
                }
            }
        }
        return NDArray.of(shape(pictures.size()), all);
    }

    /** In words, for people. */
    @Override
    public String toString() {
        boolean asTheyAre = scale == 1 && mean.stream().allMatch(m -> m == 0);
        return "N x %d x %d x %d, %s, %s"
                .formatted(
                        order.channels(),
                        height,
                        width,
                        order,
                        asTheyAre
                                ? "pixels as they are, 0 to 255"
                                : "(pixel - %s) * %s".formatted(mean, scale));
    }
}
