package org.duograph.tutorials.convolution;

import java.util.Random;

/**
 * The convolution of this lesson: a window of 3 x 3 pixels, one pixel of zeros around the images,
 * so that the output is as large as the input.
 *
 * @param images how many
 * @param in channels of the images
 * @param out channels of the output, of which each has a filter
 * @param side height and width
 */
record Layer(int images, int in, int out, int side) {
    /** Height and width of the window. */
    static final int WINDOW = 3;

    /** Numbers under the window. */
    int depth() {
        return WINDOW * WINDOW * in;
    }

    /** Pixels of the output, of all images. */
    int pixels() {
        return images * side * side;
    }

    // tag::count[]
    /** Each number of the output is a sum of as many products as there are numbers in a filter. */
    long multiplications() {
        return (long) pixels() * out * depth();
    }

    // end::count[]

    /** Images with their channels one after the other, as the definition has them. */
    float[] someImages() {
        return some(pixels() * in, 1);
    }

    /** Filters, for each output channel one of in x 3 x 3 numbers. */
    float[] someFilters() {
        return some(out * depth(), 2);
    }

    private static float[] some(int size, int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return numbers;
    }

    // tag::channels-last[]
    /** Pixel by pixel: all channels of a pixel stand beside each other. */
    float[] channelsLast(float[] x, int channels) {
        float[] y = new float[x.length];
        int pixels = side * side;
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    y[(n * pixels + p) * channels + c] = x[(n * channels + c) * pixels + p];
                }
            }
        }
        return y;
    }

    // end::channels-last[]

    /** The other way round. */
    float[] channelsFirst(float[] y, int channels) {
        float[] x = new float[y.length];
        int pixels = side * side;
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    x[(n * channels + c) * pixels + p] = y[(n * pixels + p) * channels + c];
                }
            }
        }
        return x;
    }

    // tag::filters-last[]
    /** A matrix with a row for each number under the window and a column for each filter. */
    float[][] filtersLast(float[] w) {
        float[][] matrix = new float[depth()][out];
        int cells = WINDOW * WINDOW;
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int cell = 0; cell < cells; cell++) {
                    matrix[cell * in + c][o] = w[(o * in + c) * cells + cell];
                }
            }
        }
        return matrix;
    }

    // end::filters-last[]

    /** The same, row after row in one array. */
    float[] filtersLastInOne(float[] w) {
        float[] one = new float[w.length];
        float[][] rows = filtersLast(w);
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(rows[k], 0, one, k * out, out);
        }
        return one;
    }
}
