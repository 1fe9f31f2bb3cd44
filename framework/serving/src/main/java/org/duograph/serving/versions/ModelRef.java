package org.duograph.serving.versions;

/**
 * Which model a request asks for.
 *
 * @param name the model's
 * @param number the version's; null for the latest, or that of the label
 * @param label the version's; null if it is not asked for by a label
 */
public record ModelRef(String name, Long number, String label) {
    /** The latest version of a model. */
    public static ModelRef latest(String name) {
        return new ModelRef(name, null, null);
    }
}
