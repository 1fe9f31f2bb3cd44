package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.compile.Target;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.tensor.ArrayType;

/**
 * Which backends a plan may use, in order of preference. Behind those that are asked for come the
 * fallbacks: plain Java kernels where they are on the class path, and the reference backend last.
 */
public final class Placement implements AutoCloseable {
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Supplier<List<Backend>> backends;

    private Placement(Supplier<List<Backend>> backends) {
        this.backends = backends;
    }

    /** Prefers the first backend, then the second, and so on; closing it closes them. */
    public static Placement of(Backend... preferred) {
        List<Backend> all = withFallbacks(preferred);
        return new Placement(() -> all);
    }

    /**
     * Prefers the best backend that is available here.
     *
     * <p>To load its library takes a while (0.2 s for oneDNN), and so a thread of its own does
     * that: what comes until a first plan is made, such as building a net, need not wait. If there
     * is none but the reference, a warning in the log says so, once in a program.
     */
    public static Placement ofBest() {
        CompletableFuture<List<Backend>> opening = new CompletableFuture<>();
        Runnable open =
                () -> {
                    Backend best = Backends.open("");
                    Optional<String> slow = Backends.whySlow();
                    if (slow.isPresent() && !TOLD.getAndSet(true)) {
                        warn(slow.get());
                    }
                    opening.complete(withFallbacks(best));
                };
        Thread thread = new Thread(open, "opening the best backend");
        thread.setUncaughtExceptionHandler((t, e) -> opening.completeExceptionally(e));
        thread.setDaemon(true);
        thread.start();
        return new Placement(opening::join);
    }

    private static void warn(String text) {
        System.getLogger(Placement.class.getName()).log(System.Logger.Level.WARNING, text);
    }

    /** The reference backend runs everything: behind it nothing is needed. */
    private static List<Backend> withFallbacks(Backend... preferred) {
        List<Backend> all = new ArrayList<>(List.of(preferred));
        List<String> names = all.stream().map(Backend::name).toList();
        if (!names.contains(Backends.REFERENCE)) {
            all.addAll(Backends.fallbacks(names));
        }
        return List.copyOf(all);
    }

    /** The backend that is preferred to all others. */
    public Backend preferred() {
        return backends().get(0);
    }

    /** The first backend that can hold such an array. */
    Backend preferredFor(ArrayType type) {
        return backends().stream().filter(b -> b.holds(type.dtype())).findFirst().orElseThrow();
    }

    /** All backends, in order of preference. */
    public List<Backend> backends() {
        return backends.get();
    }

    /** What the compiler needs to know of these backends. */
    public Target target() {
        return new Target(this::offers, preferred().passes());
    }

    /** Whether the backend that a node wishes for, else the preferred one, can run it. */
    private boolean offers(Node node) {
        Backend wished = find(node.settings().device());
        return (wished == null ? preferred() : wished).canRun(node);
    }

    /** The backend of a device, or null. */
    private Backend find(Device device) {
        for (Backend backend : backends()) {
            if (backend.device().equals(device)) {
                return backend;
            }
        }
        return null;
    }

    /**
     * Chooses the backend of a node: the one that it wishes for, or else the first that can run it.
     * What the plan itself runs, host operators and control flow, needs only one that can hold what
     * the node reads and gives.
     *
     * @throws IllegalArgumentException if the node wishes for a device that is not there
     */
    Backend choose(Node node) {
        Device wish = node.settings().device();
        Backend wished = find(wish);
        if (wished == null && !wish.isAny()) {
            throw new IllegalArgumentException(
                    node
                            + " asks for device \""
                            + wish
                            + "\"; this plan may use "
                            + backends().stream().map(Backend::device).toList());
        }
        boolean byThePlan = node.op().isHost() || !node.subGraphs().isEmpty();
        Predicate<Backend> can = b -> byThePlan ? b.holdsAll(node) : b.canRun(node);
        if (wished != null && can.test(wished)) {
            return wished;
        }
        return backends().stream().filter(can).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        backends().forEach(Backend::close);
    }
}
