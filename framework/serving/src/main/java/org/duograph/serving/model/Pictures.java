package org.duograph.serving.model;

import java.util.List;

/**
 * How a picture becomes the input of a model, so that a page can send it one: each number is (pixel
 * - mean) &middot; scale, where pixels go from 0 to 255.
 *
 * @param input the name of the input, N x channels x height x width
 * @param output the name of the output with a score for each class, N x classes
 * @param channels in order: {@code RGB}, {@code BGR} or {@code GREY}
 * @param height rows of pixels
 * @param width columns of pixels
 * @param mean what is subtracted, for each channel
 * @param scale what the difference is multiplied by
 * @param classes the name of class {@code i} at place {@code i}; empty if nobody told
 */
public record Pictures(
        String input,
        String output,
        String channels,
        int height,
        int width,
        List<Double> mean,
        double scale,
        List<String> classes) {
    public Pictures {
        mean = List.copyOf(mean);
        classes = List.copyOf(classes);
    }
}
