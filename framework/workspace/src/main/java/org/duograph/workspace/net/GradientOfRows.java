package org.duograph.workspace.net;

/**
 * The gradient of a table of which only some rows were looked up: two blobs, the numbers of these
 * rows and the gradient of each. A row that was looked up twice stands there twice.
 *
 * @param name the gradient's name; there is no blob of that name
 */
public record GradientOfRows(String name) {
    /** The blob with the numbers of the rows. */
    public String indices() {
        return name + "_indices";
    }

    /** The blob with a gradient for each of them. */
    public String values() {
        return name + "_values";
    }
}
