package org.duograph.workspace.net;

import java.util.ArrayDeque;
import java.util.Deque;
import org.duograph.workspace.proto.DeviceOption;

/**
 * What holds for all operators that are written while a scope is open: a prefix for the names of
 * blobs, and a device. Caffe2 calls them {@code NameScope} and {@code DeviceScope}.
 *
 * <pre>{@code
 * try (Scopes.Scope name = Scopes.name("gpu_0");
 *         Scopes.Scope device = Scopes.device(Devices.cuda(0))) {
 *     net.op("Relu", "data", "relu1"); // reads gpu_0/data, writes gpu_0/relu1, on the first GPU
 * }
 * }</pre>
 *
 * <p>Scopes nest: names are joined by {@code /}, the innermost device counts. They belong to the
 * thread that opened them, and have to be closed in reverse order, as try-with-resources does.
 */
public final class Scopes {
    private static final ThreadLocal<Deque<String>> NAMES =
            ThreadLocal.withInitial(ArrayDeque::new);
    private static final ThreadLocal<Deque<DeviceOption>> DEVICES =
            ThreadLocal.withInitial(ArrayDeque::new);

    private Scopes() {}

    /** An open scope; closing it ends it. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Puts {@code name/} before the names of blobs, inside the prefix that holds already. */
    public static Scope name(String name) {
        return open(NAMES.get(), prefix() + checked(name) + "/");
    }

    /** Puts {@code name/} before the names of blobs, whatever scopes are open around it. */
    public static Scope rootName(String name) {
        return open(NAMES.get(), name.isEmpty() ? "" : checked(name) + "/");
    }

    /** Lets operators run on a device. */
    public static Scope device(DeviceOption device) {
        return open(DEVICES.get(), device);
    }

    private static String checked(String name) {
        if (name.isEmpty() || name.startsWith("/") || name.endsWith("/")) {
            throw new IllegalArgumentException(
                    "A name scope can't be called \"%s\": give a name without / at its ends"
                            .formatted(name));
        }
        return name;
    }

    private static <T> Scope open(Deque<T> scopes, T scope) {
        scopes.push(scope);
        int depth = scopes.size();
        return () -> {
            if (scopes.size() != depth) {
                throw new IllegalStateException(
                        "Scope \"%s\" is not the innermost one; close scopes in reverse order"
                                .formatted(scope));
            }
            scopes.pop();
        };
    }

    /** The prefix of names, such as {@code gpu_0/}; empty outside all name scopes. */
    public static String prefix() {
        Deque<String> names = NAMES.get();
        return names.isEmpty() ? "" : names.peek();
    }

    /** {@code name} with the prefix of names, unless it has it already. */
    public static String scoped(String name) {
        String prefix = prefix();
        return name.startsWith(prefix) ? name : prefix + name;
    }

    /** The device that operators are written for, or null outside all device scopes. */
    public static DeviceOption device() {
        return DEVICES.get().peek();
    }
}
