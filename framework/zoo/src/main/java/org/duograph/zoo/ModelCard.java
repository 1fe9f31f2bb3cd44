package org.duograph.zoo;

import java.util.List;
import java.util.Map;

/**
 * What one should know of a model before one uses it.
 *
 * @param name how it is called for, such as {@code resnet20-cifar10}
 * @param title a line for people
 * @param input how a picture becomes its input
 * @param output the blob with the scores, N x classes
 * @param classes the name of class {@code i} at place {@code i}; empty if nobody told
 * @param accuracy how good it is and on what that was measured; empty if nobody told
 * @param licence under which it may be used
 * @param made how it was made, so that anybody can make it again
 * @param files its files and their SHA-256 in hex
 */
public record ModelCard(
        String name,
        String title,
        Preprocessing input,
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

    /** The name of a class, or its number if nobody told names. */
    public String className(int number) {
        return number < classes.size() ? classes.get(number) : "class " + number;
    }
}
