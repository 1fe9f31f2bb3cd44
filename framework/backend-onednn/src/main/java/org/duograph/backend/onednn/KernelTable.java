package org.duograph.backend.onednn;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/**
 * Which operator types the kernel families can draw.
 *
 * <p>A family enters its types when a type is looked for that no family before it has. So the
 * families stand in the order of use, and of most programs the last ones are never loaded.
 */
final class KernelTable {
    private static final List<Consumer<KernelTable>> FAMILIES =
            List.of(
                    ConvKernels::register,
                    FcKernels::register,
                    PoolKernels::register,
                    ElementwiseKernels::register,
                    LossKernels::register,
                    OptimizerKernels::register,
                    FillKernels::register,
                    RandomFillKernels::register,
                    DeconvKernels::register,
                    MatMulKernels::register,
                    LrnKernels::register,
                    InstanceNormKernels::register,
                    NormKernels::register,
                    ShapeKernels::register,
                    ArithmeticKernels::register,
                    AdaptiveKernels::register,
                    SoftmaxKernels::register,
                    CrossEntropyKernels::register,
                    ReductionKernels::register,
                    PReluKernels::register,
                    ResizeKernels::register,
                    RandomKernels::register);

    private final Iterator<Consumer<KernelTable>> families = FAMILIES.iterator();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * One operator type.
     *
     * @param supports whether a node can be run
     * @param alternatives the ways to run it, first the one to take untimed
     * @param worthTiming whether a node is large enough for the difference to matter
     */
    record Entry(
            Predicate<Node> supports,
            Function<Node, List<Alternative>> alternatives,
            Predicate<Node> worthTiming) {}

    /**
     * A table with the families that nets of images are made of: most programs need them, and while
     * a backend opens, they are no work of the thread that builds a net.
     */
    KernelTable() {
        get("GaussianFill");
    }

    /** What is known of {@code type}, or null. */
    Entry get(String type) {
        while (!entries.containsKey(type) && families.hasNext()) {
            families.next().accept(this);
        }
        return entries.get(type);
    }

    /** Adds a type that is supported wherever all arrays are float32 and none is empty. */
    void add(String type, Consumer<Draft> drawing) {
        add(type, node -> true, drawing);
    }

    /** Adds a float32 type with a condition of its own. */
    void add(String type, Predicate<Node> supports, Consumer<Draft> drawing) {
        addOfAnyType(type, node -> isAllFloat(node) && supports.test(node), drawing);
    }

    /** Adds a type that decides by itself which element types it can work with. */
    void addOfAnyType(String type, Predicate<Node> supports, Consumer<Draft> drawing) {
        List<Alternative> only = List.of(new Alternative("", drawing));
        Predicate<Node> all = node -> hasNoEmpty(node) && supports.test(node);
        entries.put(type, new Entry(all, node -> only, node -> false));
    }

    /** Adds a float32 type that can be run in several ways. */
    void addChoice(
            String type,
            Predicate<Node> worthTiming,
            Function<Node, List<Alternative>> alternatives) {
        Predicate<Node> supports = node -> hasNoEmpty(node) && isAllFloat(node);
        entries.put(type, new Entry(supports, alternatives, worthTiming));
    }

    private static boolean isAllFloat(Node node) {
        return values(node).allMatch(KernelTable::isFloat);
    }

    /** Whether the first output is float32. */
    static boolean givesFloat(Node node) {
        return isFloat(node.output(0));
    }

    /** Whether the elements are float32. */
    static boolean isFloat(Value value) {
        return value.type().dtype() == DType.FLOAT32;
    }

    private static boolean hasNoEmpty(Node node) {
        return values(node).allMatch(v -> v.shape().size() > 0);
    }

    private static Stream<Value> values(Node node) {
        return Stream.concat(node.inputs().stream(), node.outputs().stream());
    }
}
