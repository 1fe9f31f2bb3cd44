package org.duograph.backend.onednn;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/**
 * How one operator type is drawn.
 *
 * @param supports whether a node can be run
 * @param alternatives the ways to run it, first the one to take untimed
 * @param worthTiming whether a node is large enough for the difference to matter
 */
record Entry(
        Predicate<Node> supports,
        Function<Node, List<Alternative<Draft>>> alternatives,
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
        List<Alternative<Draft>> only = List.of(new Alternative<>("", drawing));
        Predicate<Node> all = node -> hasNoEmpty(node) && supports.test(node);
        return new Entry(all, node -> only, node -> false);
    }

    /** A float32 type that can be run in several ways. */
    static Entry ofChoice(
            Predicate<Node> worthTiming, Function<Node, List<Alternative<Draft>>> alternatives) {
        Predicate<Node> supports = node -> hasNoEmpty(node) && isAllFloat(node);
        return new Entry(supports, alternatives, worthTiming);
    }

    private static boolean isAllFloat(Node node) {
        return values(node).allMatch(Entry::isFloat);
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
