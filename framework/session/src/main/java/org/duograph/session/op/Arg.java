package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.DType;

/**
 * An input or output in an operator's signature. It is one tensor, or a list of them.
 *
 * @param name its name
 * @param dtype its element type, where the operator takes no other; else null
 * @param typeAttr the attribute that says its element type, or for a list of several types all of
 *     them; empty where {@code dtype} says it
 * @param countAttr the attribute that says how many tensors of one type there are; empty for one
 * @param isReference whether it is a variable itself, to be written, and not its content
 */
public record Arg(
        String name, DType dtype, String typeAttr, String countAttr, boolean isReference) {

    private static final String RESOURCE = "resource";
    private static final String ARRAY = "array";

    /**
     * Whether it is a resource, whose content the signature doesn't say: a variable if it is a
     * reference, and else the handle of a TensorArray.
     */
    public boolean isResource() {
        return dtype == null && typeAttr.isEmpty();
    }

    /**
     * Reads a list such as {@code "a:T indices:N*int32 var:Ref(T) v:resource handle:array"},
     * separated by blanks. Both a variable and a TensorArray are resources.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    static List<Arg> parse(String list) {
        List<Arg> args = new ArrayList<>();
        for (String word : list.trim().split(" +")) {
            if (!word.isEmpty()) {
                args.add(parseOne(word));
            }
        }
        return List.copyOf(args);
    }

    private static Arg parseOne(String word) {
        int colon = word.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("An argument is name:type, found " + word);
        }
        String type = word.substring(colon + 1);
        if (type.equals(RESOURCE) || type.equals(ARRAY)) {
            return new Arg(word.substring(0, colon), null, "", "", type.equals(RESOURCE));
        }
        boolean reference = type.startsWith("Ref(");
        if (reference) {
            type = type.substring("Ref(".length(), type.length() - 1);
        }
        int times = type.indexOf('*');
        String count = times < 0 ? "" : type.substring(0, times);
        type = type.substring(times + 1);
        DType fixed = DataTypes.named(type);
        return new Arg(
                word.substring(0, colon), fixed, fixed == null ? type : "", count, reference);
    }
}
