package org.duograph.workspace.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.workspace.net.Scopes;

/**
 * Lets layers in one name scope use the parameters of another; Caffe2 calls it {@code
 * ParameterSharing}.
 *
 * <pre>{@code
 * try (Scopes.Scope sharing = ParameterSharing.of(Map.of("right", "left"))) {
 *     tower(model, "left"); // parameters left/fc_w, left/fc_b
 *     tower(model, "right"); // the same parameters
 * }
 * }</pre>
 */
public final class ParameterSharing {
    private static final ThreadLocal<Deque<Map<String, String>>> OPEN =
            ThreadLocal.withInitial(ArrayDeque::new);

    private ParameterSharing() {}

    /**
     * Opens a scope in which parameters of a name scope (a key, as {@code a/b}) are those of
     * another (its value).
     *
     * @throws IllegalArgumentException if a scope is to take its parameters from one that takes
     *     them from yet another
     */
    public static Scopes.Scope of(Map<String, String> scopes) {
        for (Map.Entry<String, String> entry : scopes.entrySet()) {
            if (scopes.containsKey(entry.getValue())) {
                throw new IllegalArgumentException(
                        "\"%s\" shares the parameters of \"%s\", which shares others itself"
                                .formatted(entry.getKey(), entry.getValue()));
            }
        }
        Deque<Map<String, String>> open = OPEN.get();
        Map<String, String> all = new LinkedHashMap<>();
        if (!open.isEmpty()) {
            all.putAll(open.peek());
        }
        all.putAll(scopes);
        open.push(all);
        return open::pop;
    }

    /** The full name of a parameter that is called {@code name} in the open name scope. */
    static String resolve(String name) {
        String full = Scopes.scoped(name);
        Map<String, String> shared = OPEN.get().peek();
        if (shared != null) {
            for (Map.Entry<String, String> entry : shared.entrySet()) {
                if (full.startsWith(entry.getKey() + "/")) {
                    String inside = full.substring(entry.getKey().length() + 1);
                    return entry.getValue().isEmpty() ? inside : entry.getValue() + "/" + inside;
                }
            }
        }
        return full;
    }
}
