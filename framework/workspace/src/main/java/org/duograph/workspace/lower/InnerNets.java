package org.duograph.workspace.lower;

import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.graph.Graph;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.proto.NetDef;

/** Lowers a net that is an argument of an operator. */
@FunctionalInterface
interface InnerNets {
    /**
     * The net as a graph of its own.
     *
     * @param typeOf the type of a blob that it finds when it runs, or null if there is none
     * @param keep which of the blobs that it writes are results
     */
    Graph lower(NetDef net, Function<String, ArrayType> typeOf, Predicate<String> keep);
}
