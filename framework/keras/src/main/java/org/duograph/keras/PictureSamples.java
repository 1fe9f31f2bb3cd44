package org.duograph.keras;

import java.util.Arrays;
import java.util.List;
import org.duograph.data.ImageShape;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.Samples;

/** Images with the channels last, in the shape that a model's input has. */
record PictureSamples(Samples pictures, ImageShape shape, int[] sample) implements Samples {
    /**
     * Images as an input takes them: height x width x channels; without the channels if there is
     * one; or all in a row.
     *
     * @param pictures batches of images with the channels first
     * @throws IllegalArgumentException if the input has none of these shapes
     */
    static Samples of(Samples pictures, ImageShape shape, int[] sample, String input) {
        int[] whole = {shape.height(), shape.width(), shape.channels()};
        boolean fits =
                Arrays.equals(sample, whole)
                        || Arrays.equals(sample, new int[] {shape.size()})
                        || shape.channels() == 1 && Arrays.equals(sample, Arrays.copyOf(whole, 2));
        if (!fits) {
            throw new IllegalArgumentException(
                    "Input \"%s\" takes samples of shape %s, but the images are %s (height, width, channels)"
                            .formatted(input, Arrays.toString(sample), KerasTensor.text(whole)));
        }
        return new PictureSamples(pictures, shape, sample);
    }

    @Override
    public int count() {
        return pictures.count();
    }

    @Override
    public int batches() {
        return pictures.batches();
    }

    @Override
    public Reader read(int epoch, int first) {
        Reader reader = pictures.read(epoch, first);
        return new Reader() {
            @Override
            public boolean hasNext() {
                return reader.hasNext();
            }

            @Override
            public List<NDArray> next() {
                List<NDArray> batch = reader.next();
                return List.of(channelsLast(batch.get(0)), batch.get(1));
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private NDArray channelsLast(NDArray images) {
        int n = images.shape().dim(0);
        int[] dims = Network.batch(sample);
        dims[0] = n;
        if (shape.channels() == 1) {
            return images.reshape(dims);
        }
        float[] from = images.floats();
        float[] to = new float[from.length];
        int plane = shape.plane();
        int channels = shape.channels();
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < plane; p++) {
                    to[(i * plane + p) * channels + c] = from[(i * channels + c) * plane + p];
                }
            }
        }
        return NDArray.of(Shape.of(dims), to);
    }
}
