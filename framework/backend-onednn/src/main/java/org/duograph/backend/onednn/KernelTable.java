package org.duograph.backend.onednn;

import java.util.HashMap;
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
 * Which operator types can be drawn, and how: each family of kernels says so of its own types, in
 * its method {@code entry}.
 *
 * <p>An entry is made when its type is first looked for: each of its lambdas takes a program that
 * starts 0.2 ms, and most programs need few entries, of few families.
 */
final class KernelTable {
    private final Map<String, Entry> entries = new HashMap<>();

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
            Predicate<Node> worthTiming) {

        /** A type that is supported wherever all arrays are float32 and none is empty. */
        static Entry of(Consumer<Draft> drawing) {
            return of(node -> true, drawing);
        }

        /** A float32 type with a condition of its own. */
        static Entry of(Predicate<Node> supports, Consumer<Draft> drawing) {
            return ofAnyType(node -> isAllFloat(node) && supports.test(node), drawing);
        }

        /** A type that decides by itself which element types it can work with. */
        static Entry ofAnyType(Predicate<Node> supports, Consumer<Draft> drawing) {
            List<Alternative> only = List.of(new Alternative("", drawing));
            Predicate<Node> all = node -> hasNoEmpty(node) && supports.test(node);
            return new Entry(all, node -> only, node -> false);
        }

        /** A float32 type that can be run in several ways. */
        static Entry ofChoice(
                Predicate<Node> worthTiming, Function<Node, List<Alternative>> alternatives) {
            Predicate<Node> supports = node -> hasNoEmpty(node) && isAllFloat(node);
            return new Entry(supports, alternatives, worthTiming);
        }
    }

    /** What is known of {@code type}, or null. */
    Entry get(String type) {
        return entries.computeIfAbsent(type, KernelTable::find);
    }

    /** Asks the families, those that most nets need first. */
    private static Entry find(String type) {
        Entry entry = ConvKernels.entry(type);
        entry = entry != null ? entry : FcKernels.entry(type);
        entry = entry != null ? entry : PoolKernels.entry(type);
        entry = entry != null ? entry : ElementwiseKernels.entry(type);
        entry = entry != null ? entry : LossKernels.entry(type);
        entry = entry != null ? entry : OptimizerKernels.entry(type);
        entry = entry != null ? entry : FillKernels.entry(type);
        entry = entry != null ? entry : RandomFillKernels.entry(type);
        entry = entry != null ? entry : ShapeKernels.entry(type);
        entry = entry != null ? entry : DeconvKernels.entry(type);
        entry = entry != null ? entry : MatMulKernels.entry(type);
        entry = entry != null ? entry : LrnKernels.entry(type);
        entry = entry != null ? entry : InstanceNormKernels.entry(type);
        entry = entry != null ? entry : NormKernels.entry(type);
        entry = entry != null ? entry : ArithmeticKernels.entry(type);
        entry = entry != null ? entry : AdaptiveKernels.entry(type);
        entry = entry != null ? entry : SoftmaxKernels.entry(type);
        entry = entry != null ? entry : CrossEntropyKernels.entry(type);
        entry = entry != null ? entry : ReductionKernels.entry(type);
        entry = entry != null ? entry : PReluKernels.entry(type);
        entry = entry != null ? entry : ResizeKernels.entry(type);
        entry = entry != null ? entry : RandomKernels.entry(type);
        return entry;
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
