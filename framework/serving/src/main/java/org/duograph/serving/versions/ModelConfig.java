package org.duograph.serving.versions;

import java.util.Map;
import java.util.TreeMap;

/**
 * A model that is to be served.
 *
 * @param name by which clients ask for it
 * @param place its folder, with numbered versions in it or with one model, or one model file; or
 *     {@code zoo:NAME}
 * @param policy which versions are loaded
 * @param labels names of versions, such as {@code stable}
 */
public record ModelConfig(
        String name, String place, VersionPolicy policy, Map<String, Long> labels) {

    /**
     * A model.
     *
     * @throws IllegalArgumentException if the name can't stand in an address, or a label has other
     *     signs than letters, digits and underscores
     */
    public ModelConfig {
        labels = new TreeMap<>(labels);
        if (name.isEmpty() || name.contains("/") || name.contains(":")) {
            throw new IllegalArgumentException(
                    "A model's name has neither \"/\" nor \":\" in it, for it stands in addresses; found \"%s\""
                            .formatted(name));
        }
        for (String label : labels.keySet()) {
            if (!label.matches("[a-zA-Z0-9_]+")) {
                throw new IllegalArgumentException(
                        "A version's label has letters, digits and underscores, found \"%s\" of model \"%s\""
                                .formatted(label, name));
            }
        }
    }

    /** A model whose highest version is served. */
    public static ModelConfig of(String name, String place) {
        return new ModelConfig(name, place, VersionPolicy.LATEST, Map.of());
    }

    /**
     * A model as the command line has it: {@code NAME=FOLDER}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static ModelConfig parse(String text) {
        int at = text.indexOf('=');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException(
                    "A model is given as NAME=FOLDER, such as digits=models/lenet; found \"%s\""
                            .formatted(text));
        }
        return of(text.substring(0, at), text.substring(at + 1));
    }
}
