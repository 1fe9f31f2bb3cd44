package org.duograph.data;

import java.util.Arrays;
import java.util.Random;
import org.duograph.tensor.NDArray;

/**
 * The characters of a text, numbered from 0: what a character model reads and writes.
 *
 * @param all all characters, each once, in order; the index is the number
 */
public record Characters(String all) {
    /** Those of {@code text}, in the order of their codes. */
    public static Characters of(String text) {
        StringBuilder all = new StringBuilder();
        text.chars().distinct().sorted().forEach(c -> all.append((char) c));
        return new Characters(all.toString());
    }

    /** How many there are. */
    public int size() {
        return all.length();
    }

    /**
     * The numbers of a text's characters.
     *
     * @throws IllegalArgumentException if one is not among them
     */
    public int[] encode(String text) {
        int[] numbers = new int[text.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = all.indexOf(text.charAt(i));
            if (numbers[i] < 0) {
                throw new IllegalArgumentException(
                        "Character '%s' at place %d is not among the %d that are known; leave it out"
                                .formatted(text.charAt(i), i, size()));
            }
        }
        return numbers;
    }

    // tag::draw[]
    /** Draws a number with the probabilities softmax(scores / temperature). */
    public static int draw(NDArray scores, double temperature, Random random) {
        double[] weights = scores.toDoubles();
        double most = Arrays.stream(weights).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp((weights[k] - most) / temperature);
            sum += weights[k];
        }
        double left = random.nextDouble() * sum;
        int k = 0;
        while (k < weights.length - 1 && left >= weights[k]) {
            left -= weights[k++];
        }
        return k;
    }

    // end::draw[]

    /**
     * The text of these numbers.
     *
     * @throws IllegalArgumentException if one is no character's
     */
    public String decode(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            if (number < 0 || number >= size()) {
                throw new IllegalArgumentException(
                        "There are %d characters, numbered from 0; found the number %d"
                                .formatted(size(), number));
            }
            text.append(all.charAt(number));
        }
        return text.toString();
    }
}
