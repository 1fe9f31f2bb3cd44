package org.duograph.zoo;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.duograph.data.Characters;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;

/**
 * A model of texts at work: it reads character after character, and goes on by itself.
 *
 * <pre>{@code
 * ZooModel model = Zoo.standard().model("writer-opticks");
 * try (Writer writer = new Writer(model, new Workspace())) {
 *     System.out.println(writer.write("The Rays ", 200, 0.6, 1));
 * }
 * }</pre>
 *
 * <p>One thread at a time uses it.
 */
public final class Writer implements AutoCloseable {
    private final TextInput input;
    private final String output;
    private final Predictor predictor;

    /**
     * Lets a model write; closing the writer closes the workspace.
     *
     * @throws IllegalArgumentException if the model takes no text
     */
    public Writer(ZooModel model, Workspace workspace) {
        this.input = model.card().text();
        this.output = model.card().output();
        this.predictor = model.predictor(workspace);
    }

    /**
     * Goes on with a text.
     *
     * <p>The next character is drawn with the probabilities softmax(scores / temperature): near 0
     * it is always the likeliest, at 1 as often as the model thinks right, and above that bolder.
     *
     * @param begin what comes before; at least a character, all of them known to the model
     * @param length how many characters to write
     * @param seed the same writes the same
     * @return the text with its beginning
     */
    public String write(String begin, int length, double temperature, long seed) {
        if (begin.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException(
                    "Writing needs a beginning of at least a character and a temperature above 0, found \"%s\" and %s"
                            .formatted(begin, temperature));
        }
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(begin);
        Reading reading = new Reading();
        NDArray scores = null;
        for (int read : input.characters().encode(begin)) {
            scores = reading.read(read);
        }
        for (int i = 0; i < length; i++) {
            int next = Characters.draw(scores, temperature, random);
            text.append(input.characters().decode(next));
            scores = reading.read(next);
        }
        return text.toString();
    }

    /**
     * How well the model foresees a text: the mean of -log2 of the probability that it gave to what
     * came next. A model that knows nothing has log2 of the number of characters.
     *
     * @param text at least two characters, all of them known to the model
     */
    public double bitsPerCharacter(String text) {
        int[] numbers = input.characters().encode(text);
        if (numbers.length < 2) {
            throw new IllegalArgumentException(
                    "A text to be measured with has at least 2 characters, found "
                            + numbers.length);
        }
        Reading reading = new Reading();
        double bits = 0;
        for (int i = 0; i < numbers.length - 1; i++) {
            double[] scores = reading.read(numbers[i]).toDoubles();
            bits -= logOfProbability(scores, numbers[i + 1]) / Math.log(2);
        }
        return bits / (numbers.length - 1);
    }

    /** One text being read, with what the model remembers of it. */
    private final class Reading {
        private final Map<String, NDArray> next = new LinkedHashMap<>();

        Reading() {
            input.types().forEach((blob, type) -> next.put(blob, NDArray.zeros(type)));
        }

        /** The scores of what may come after this character. */
        NDArray read(int character) {
            next.put(input.blob(), NDArray.of(Shape.of(1, 1), new int[] {character}));
            Map<String, NDArray> outputs = predictor.run(next);
            input.states().forEach((taken, given) -> next.put(taken, outputs.get(given)));
            return outputs.get(output);
        }
    }

    /** The logarithm of the probability that a model gave to one of its characters. */
    private static double logOfProbability(double[] scores, int character) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double sum = Arrays.stream(scores).map(s -> Math.exp(s - most)).sum();
        return scores[character] - most - Math.log(sum);
    }

    @Override
    public void close() {
        predictor.close();
    }
}
