package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * The options of one layer, gathered from the model, the open {@link Brew#argScope}s and the call;
 * the later wins.
 */
final class Options {
    private final String layer;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Options(ModelHelper model, String layer, Option... given) {
        this.layer = layer;
        for (Option option : model.argScope()) {
            if (Layers.understands(layer, option.name())) {
                values.put(option.name(), option.value());
            }
        }
        Layers.scopeOf(layer).forEach(option -> values.put(option.name(), option.value()));
        for (Option option : given) {
            values.put(option.name(), option.value());
        }
    }

    /** Whether a flag is set; it stays an argument. */
    boolean isSet(String name) {
        return values.get(name) instanceof Integer i && i != 0;
    }

    /** Takes a flag out. */
    boolean takeFlag(String name) {
        boolean set = isSet(name);
        values.remove(name);
        return set;
    }

    /** Takes an initializer out. */
    Initializer take(String name, Initializer absent) {
        Object value = values.remove(name);
        return value == null ? absent : (Initializer) value;
    }

    /** Takes a text out. */
    String take(String name, String absent) {
        Object value = values.remove(name);
        return value == null ? absent : (String) value;
    }

    /** A number; it stays an argument. */
    int number(String name, int absent) {
        return values.get(name) instanceof Integer i ? i : absent;
    }

    /** In how many groups a convolution splits its channels; it stays an argument. */
    int groups(String out, int dimIn, int dimOut) {
        int groups = number("group", 1);
        if (groups < 1 || dimIn % groups != 0 || dimOut % groups != 0) {
            throw new IllegalArgumentException(
                    "%s \"%s\" can't split %d channels into %d and %d into %d groups"
                            .formatted(layer, out, dimIn, groups, dimOut, groups));
        }
        return groups;
    }

    /** Sets what was not given. */
    void absent(String name, Object value) {
        values.putIfAbsent(name, value);
    }

    /** Whether the image's channels come last. */
    boolean channelsLast() {
        return "NHWC".equals(values.get("order"));
    }

    /** The kernel's height and width; they stay arguments. */
    int[] kernel() {
        int square = number("kernel", 0);
        List<?> both = values.get("kernels") instanceof List<?> k ? k : List.of(square, square);
        if (both.size() != 2) {
            throw new IllegalArgumentException(
                    layer + " works on images: kernels need two extents, not " + both);
        }
        int height = number("kernel_h", (Integer) both.get(0));
        int width = number("kernel_w", (Integer) both.get(1));
        if (height <= 0 || width <= 0) {
            throw new IllegalArgumentException(
                    layer + " needs kernel(size), or arguments kernel_h and kernel_w");
        }
        return new int[] {height, width};
    }

    /** What is left, as arguments of the operator. */
    Argument[] args() {
        List<Argument> args = new ArrayList<>();
        values.forEach((name, value) -> args.add(Ops.arg(name, value)));
        return args.toArray(Argument[]::new);
    }
}
