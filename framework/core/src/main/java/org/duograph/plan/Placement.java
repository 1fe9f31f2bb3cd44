package org.duograph.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendChoice;
import org.duograph.backend.Backends;
import org.duograph.backend.tuning.Choices;
import org.duograph.compile.Target;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.tensor.ArrayType;

/**
 * Which backends a plan may use, in order of preference. Behind those that are asked for come the
 * fallbacks: plain Java kernels where they are on the class path, and the reference backend last.
 * Devices that only nodes wish for are opened when the first such node is planned.
 */
public final class Placement implements AutoCloseable {
    private final Supplier<List<Backend>> backends;
    private final Wishes wishes;
    private final List<Placement> runners = new ArrayList<>();
    private Choices choices; // of runners; null where there are none

    private Placement(Supplier<List<Backend>> backends, BackendChoice choice, boolean soft) {
        this.backends = backends;
        this.wishes = new Wishes(backends, choice, soft);
    }

    /** Prefers the first backend, then the second, and so on; closing it closes them. */
    public static Placement of(Backend... preferred) {
        return of(true, preferred);
    }

    /**
     * Prefers the backends in that order, as {@link #of(Backend...)} does.
     *
     * @param soft whether a node that wishes for a device which can't be used runs elsewhere, with
     *     a warning in the log, once in a program; else that is an error
     */
    public static Placement of(boolean soft, Backend... preferred) {
        List<Backend> all = withFallbacks(preferred);
        return new Placement(() -> all, BackendChoice.BEST, soft);
    }

    /**
     * Prefers the backend of a {@link BackendChoice}, such as {@code onednn} or {@code
     * cuda:1,memory=4GiB}; the best that is available for an empty text, and for {@code fastest},
     * of the processor's fast backends, the one that runs a plan fastest. Where a graphics
     * processor is chosen and can't be used, it is the best that can be, and a warning in the log
     * says why, once in a program.
     *
     * @throws IllegalArgumentException if there is no such backend, or another than a graphics
     *     processor's can't be used; the message says why
     */
    public static Placement of(String choice) {
        return of(BackendChoice.parse(choice), true);
    }

    /**
     * Prefers the backend that is chosen, as {@link #of(String)} does.
     *
     * @param soft whether it may be another one, and whether nodes may run elsewhere, where the
     *     device that is chosen or wished for can't be used; else that is an error
     */
    public static Placement of(BackendChoice choice, boolean soft) {
        if (choice.isBest()) {
            return ofBest(choice, soft);
        }
        if (choice.isFastest()) {
            return fastestOf(soft, Backends.openFast(choice).toArray(Backend[]::new));
        }
        if (soft && Backends.isGpu(choice.device())) {
            Optional<String> why = Backends.whyUnavailable(choice.device());
            if (why.isPresent()) {
                Wishes.tell(
                        Wishes.instead(choice.device(), "the best backend that can be", why.get()));
                return ofBest(choice, true);
            }
        }
        List<Backend> all = withFallbacks(Backends.open(choice));
        return new Placement(() -> all, choice, soft);
    }

    /**
     * Prefers the best backend that is available here.
     *
     * <p>To load its library takes a while (0.2 s for oneDNN), and so a thread of its own does
     * that: what comes until a first plan is made, such as building a net, need not wait. If there
     * is none but the reference, a warning in the log says so, once in a program. Who starts the
     * program may prefer another: {@link BackendChoice#byDefault}.
     */
    public static Placement ofBest() {
        return of(BackendChoice.byDefault(), true);
    }

    /**
     * Lets each plan run on the one of several backends that runs it fastest, as found out by
     * timing ({@link Contest}). Closing it closes them.
     *
     * @param backends the one to be taken where nothing can be timed first
     */
    static Placement fastestOf(boolean soft, Backend... backends) {
        Placement all = of(soft, backends);
        List<String> names = Arrays.stream(backends).map(Backend::name).toList();
        for (Backend backend : backends) {
            List<Backend> runner =
                    all.backends().stream()
                            .filter(b -> b == backend || !names.contains(b.name()))
                            .toList();
            all.runners.add(new Placement(() -> runner, BackendChoice.BEST, soft));
        }
        all.choices = Choices.of(BackendChoice.FASTEST, () -> describe(backends));
        return all;
    }

    private static String describe(Backend... backends) {
        return Arrays.stream(backends).map(Backend::description).collect(Collectors.joining(", "))
                + ", Java "
                + Runtime.version();
    }

    private static Placement ofBest(BackendChoice choice, boolean soft) {
        CompletableFuture<List<Backend>> opening = new CompletableFuture<>();
        Runnable open =
                () -> {
                    Backend best =
                            Backends.openBest(
                                    choice,
                                    (name, why) ->
                                            Wishes.tell(
                                                    Wishes.instead(
                                                            Device.of(name),
                                                            "the next best",
                                                            why)));
                    Backends.whySlow().ifPresent(Wishes::tell);
                    opening.complete(withFallbacks(best));
                };
        Thread thread = new Thread(open, "opening the best backend");
        thread.setUncaughtExceptionHandler((t, e) -> opening.completeExceptionally(e));
        thread.setDaemon(true);
        thread.start();
        return new Placement(opening::join, choice, soft);
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

    /** All backends, in order of preference; without those that only nodes wish for. */
    public List<Backend> backends() {
        return backends.get();
    }

    /** For each backend of which the fastest is to be found out, a placement that prefers it. */
    List<Placement> runners() {
        return runners;
    }

    /** Which of them runs a graph fastest, as far as that was found out. */
    Choices choices() {
        return choices;
    }

    /** What the compiler needs to know of these backends. */
    public Target target() {
        return new Target(this::offers, preferred().passes(), preferred().ordering());
    }

    /** Whether the backend that a node wishes for, else the preferred one, can run it. */
    private boolean offers(Node node) {
        Backend wished = wished(node);
        return (wished == null ? preferred() : wished).canRun(node);
    }

    /**
     * Opens a device that nodes will wish for, where it must be that one and no other.
     *
     * @throws IllegalArgumentException if it can't be used, also where nodes may run elsewhere; the
     *     message says why
     */
    public void require(Device device) {
        wishes.require(device);
    }

    /**
     * The backend of the device that a node wishes for, which is opened now if it is none of those
     * that are preferred; null if the node wishes for none, or for one that can't be used.
     *
     * @throws IllegalArgumentException if no backend has such a name, or wishes must be fulfilled
     */
    private Backend wished(Node node) {
        Device wish = node.settings().device();
        if (wish.isAny()) {
            return null;
        }
        try {
            return wishes.find(wish);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    node + " asks for device \"" + wish + "\": " + e.getMessage(), e);
        }
    }

    /**
     * Chooses the backend of a node: the one that it wishes for, or else the first that can run it.
     * What the plan itself runs, host operators and control flow, needs only one that can hold what
     * the node reads and gives. What a graphics processor lacks, the best backend of the processor
     * does before the fallbacks.
     *
     * @throws IllegalArgumentException if no backend has the name that the node wishes for, or its
     *     wish can't be fulfilled and must be
     */
    Backend choose(Node node) {
        Backend wished = wished(node);
        boolean byThePlan = node.op().isHost() || !node.subGraphs().isEmpty();
        Predicate<Backend> can = b -> byThePlan ? b.holdsAll(node) : b.canRun(node);
        if (wished != null && can.test(wished)) {
            return wished;
        }
        if (can.test(preferred())) {
            return preferred();
        }
        if (preferred().kind().equals(Device.GPU)) {
            Backend processor = wishes.find(Device.of(Device.CPU));
            if (processor != null && can.test(processor)) {
                return processor;
            }
        }
        return backends().stream().filter(can).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        wishes.close();
        runners.forEach(runner -> runner.wishes.close());
        backends().forEach(Backend::close);
    }
}
