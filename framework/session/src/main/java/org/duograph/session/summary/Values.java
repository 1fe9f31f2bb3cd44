package org.duograph.session.summary;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;

/** The values of a summary that are no tensors: what there is to see under a tag. */
public final class Values {
    private static final int[] RED = {255, 0, 0, 255};

    private Values() {}

    /** A number. */
    public static Summary.Value scalar(String tag, double number) {
        return named(tag).setSimpleValue((float) number).build();
    }

    /**
     * How numbers are spread.
     *
     * @throws IllegalArgumentException if one is infinite or not a number
     */
    public static Summary.Value histogram(String tag, NDArray numbers) {
        try {
            return named(tag).setHisto(Histogram.of(numbers.toDoubles())).build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Nan in summary histogram for: %s. %s".formatted(tag, e.getMessage()), e);
        }
    }

    /** Images, as many as {@code most}; pixels that are no numbers are red. */
    public static List<Summary.Value> images(String tag, NDArray images, int most) {
        return images(tag, images, most, RED);
    }

    /**
     * Images, under {@code tag/image/0}, {@code tag/image/1}, ..., or {@code tag/image} if there
     * can be one only.
     *
     * @see Pictures#of
     */
    public static List<Summary.Value> images(String tag, NDArray images, int most, int[] bad) {
        List<Summary.Value> values = new ArrayList<>();
        for (Summary.Image image : Pictures.of(images, most, bad)) {
            String place = most == 1 ? "/image" : "/image/" + values.size();
            values.add(named(tag + place).setImage(image).build());
        }
        return values;
    }

    private static Summary.Value.Builder named(String tag) {
        return Summary.Value.newBuilder().setTag(tag);
    }
}
