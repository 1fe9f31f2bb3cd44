package org.duograph.workspace;

import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.lower.NetImporter;
import org.duograph.workspace.proto.NetDef;

/**
 * The way of a workspace's nets into the engine: a section of a net is lowered to a graph for the
 * tensors as they are, and planned over them.
 *
 * @param placement the backends that plans may use
 * @param state the tensors
 * @param seed the seed of random operators that have none of their own
 * @param hosts the host operators that nets may have
 */
record NetPlanner(Placement placement, State state, long seed, Hosts hosts) {
    /**
     * Operators of a net that become one graph.
     *
     * @param net the net
     * @param from the first operator
     * @param to the first that does not belong to them
     * @param keep whether a blob that they write outlives them
     */
    record Part(NetDef net, int from, int to, Predicate<String> keep) {
        /** All operators of a net. */
        static Part whole(NetDef net, Predicate<String> keep) {
            return new Part(net, 0, net.getOpCount(), keep);
        }

        private Graph lower(Function<String, ArrayType> typeOf, KnownNumbers known, Hosts hosts) {
            NetImporter importer = new NetImporter(net, typeOf, known, hosts);
            for (int i = from; i < to; i++) {
                importer.add(i);
            }
            return importer.finish(keep);
        }
    }

    /**
     * Plans of a section; none is made yet. Whoever asks for them closes them.
     *
     * @param most how many are kept
     */
    Plans plans(Part part, int most) {
        return new Plans(
                (typeOf, known) -> part.lower(typeOf, known, hosts),
                placement,
                state,
                new Plan.Options(seed, false, hosts.around()),
                most);
    }

    /** The graph of a section on the tensors as they are, before any of the compiler's passes. */
    Graph graph(Part part) {
        try (Plans plans = plans(part, 1)) {
            return plans.graph();
        }
    }
}
