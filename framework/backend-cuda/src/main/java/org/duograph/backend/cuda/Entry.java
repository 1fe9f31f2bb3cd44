package org.duograph.backend.cuda;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.backend.HostKernel;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Node;

/**
 * How one operator type is drawn.
 *
 * @param supports whether a node can be run
 * @param alternatives the ways to run it, first the one to take untimed
 * @param worthTiming whether a node is large enough for the difference to matter
 */
record Entry(
        Predicate<Node> supports,
        Function<Draft, List<Alternative<Draft>>> alternatives,
        Predicate<Node> worthTiming) {

    /** A type that is supported wherever all arrays are float32 and none is empty. */
    static Entry of(Consumer<Draft> drawing) {
        return of(node -> true, drawing);
    }

    /** A float32 type with a condition of its own. */
    static Entry of(Predicate<Node> supports, Consumer<Draft> drawing) {
        return ofAnyType(node -> HostKernel.allFloat(node) && supports.test(node), drawing);
    }

    /** A type that decides by itself which element types it can work with. */
    static Entry ofAnyType(Predicate<Node> supports, Consumer<Draft> drawing) {
        List<Alternative<Draft>> only = List.of(new Alternative<>("", drawing));
        Predicate<Node> all = node -> HostKernel.noneEmpty(node) && supports.test(node);
        return new Entry(all, draft -> only, node -> false);
    }

    /**
     * A float32 type that can be run in several ways.
     *
     * @param alternatives asked of a draft that draws nothing: which algorithms there are for the
     *     node, cuDNN knows
     */
    static Entry ofChoice(
            Predicate<Node> worthTiming, Function<Draft, List<Alternative<Draft>>> alternatives) {
        Predicate<Node> supports = node -> HostKernel.noneEmpty(node) && HostKernel.allFloat(node);
        return new Entry(supports, alternatives, worthTiming);
    }
}
