package org.duograph.zoo;

import java.util.List;
import java.util.Map;

/**
 * What one should know of a model before one uses it.
 *
 * @param name how it is called for, such as {@code resnet20-cifar10}
 * @param title a line for people
 * @param input how a picture, or a text, becomes its input
 * @param output the blob with the scores: N x classes, or of a text those of what comes next
 * @param classes the name of class {@code i} at place {@code i}; empty if nobody told
 * @param accuracy how good it is and on what that was measured; empty if nobody told
 * @param licence under which it may be used
 * @param made how it was made, so that anybody can make it again
 * @param files its files and their SHA-256 in hex
 */
public record ModelCard(
        String name,
        String title,
        Input input,
        String output,
        List<String> classes,
        String accuracy,
        String licence,
        String made,
        Map<String, String> files) {
    /** The net that fills the weights. */
    public static final String INIT_NET = "init_net.pb";

    /** The net from the input to the scores. */
    public static final String PREDICT_NET = "predict_net.pb";

    /** The checksums of a card whose files are still to be written. */
    public static final Map<String, String> NOT_WRITTEN =
            Map.of(INIT_NET, "0".repeat(64), PREDICT_NET, "0".repeat(64));

    /** The file with the card. */
    public static final String CARD = "card.json";

    /** The input's type as Caffe2 writes it. */
    public static final String VALUE_INFO = "value_info.json";

    /**
     * A card.
     *
     * @throws IllegalArgumentException if the name can't be a folder's or one of the two nets has
     *     no checksum
     */
    public ModelCard {
        classes = List.copyOf(classes);
        files = Map.copyOf(files);
        if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "A model's name has small letters, digits, dots, dashes and underscores, found \"%s\""
                            .formatted(name));
        }
        for (String file : List.of(INIT_NET, PREDICT_NET)) {
            if (!files.getOrDefault(file, "").matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "The card of model \"%s\" has no SHA-256 of %s".formatted(name, file));
            }
        }
    }

    /**
     * How a picture becomes its input.
     *
     * @throws IllegalArgumentException if it takes no pictures
     */
    public Preprocessing pictures() {
        if (input instanceof Preprocessing pictures) {
            return pictures;
        }
        throw takes("text", "pictures");
    }

    /**
     * How a text becomes its input.
     *
     * @throws IllegalArgumentException if it takes no text
     */
    public TextInput text() {
        if (input instanceof TextInput text) {
            return text;
        }
        throw takes("pictures", "text");
    }

    private IllegalArgumentException takes(String found, String asked) {
        return new IllegalArgumentException(
                "Model \"%s\" takes %s, not %s; duograph zoo list says what each is for"
                        .formatted(name, found, asked));
    }

    /** The name of a class, or its number if nobody told names. */
    public String className(int number) {
        return number < classes.size() ? classes.get(number) : "class " + number;
    }
}
