package org.duograph.workspace.parallel;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The way that blobs take between replicas: in rounds, in each of which devices work in pairs. Four
 * devices sum what they have by 1 &rarr; 0 and 3 &rarr; 2, then 2 &rarr; 0; and all get what the
 * first has by 0 &rarr; 1, then 0 &rarr; 2 and 1 &rarr; 3.
 *
 * <p>So the sum is (0 + 1) + (2 + 3), in this order every time, and no device receives or sends a
 * blob more often than there are rounds: twice among four devices, three times among eight. If all
 * sent theirs to the first, it would receive three and seven.
 *
 * <p>A round treats all blobs before the next one begins, so that devices meet as often as there
 * are rounds, however many blobs there are.
 */
final class Tree {
    private final List<Replica> replicas;

    Tree(List<Replica> replicas) {
        this.replicas = replicas;
    }

    /**
     * Lets the first replica have the sum of what all have.
     *
     * @param blobs for each sum a blob of each replica; those of others than the first hold parts
     *     of the sum afterwards
     */
    void sum(ModelHelper model, List<List<String>> blobs) {
        up(blobs, (one, other) -> model.op("Sum", List.of(one, other), one));
    }

    /** Lets the first replica have the rows of all, those of the first in front. */
    void concat(ModelHelper model, List<List<String>> blobs) {
        Argument axis = Ops.arg("axis", 0);
        up(
                blobs,
                (one, other) ->
                        model.op("Concat", List.of(one, other), List.of(one, one + "_rows"), axis));
    }

    /** Writes an operator of the device that has {@code one}, which is to take in {@code other}. */
    @FunctionalInterface
    private interface Join {
        void write(String one, String other);
    }

    private void up(List<List<String>> blobs, Join join) {
        for (int apart = 1; apart < replicas.size(); apart *= 2) {
            for (int i = 0; i + apart < replicas.size(); i += 2 * apart) {
                int one = i;
                int other = i + apart;
                write(one, () -> blobs.forEach(b -> join.write(b.get(one), b.get(other))));
            }
        }
    }

    /** Lets all replicas have what the first has. */
    void spread(Net net, List<List<String>> blobs) {
        for (int apart = 1; apart < replicas.size(); apart *= 2) {
            for (int i = 0; i < apart && i + apart < replicas.size(); i++) {
                int from = i;
                int to = i + apart;
                write(to, () -> blobs.forEach(b -> copy(net, b.get(from), b.get(to))));
            }
        }
    }

    private void write(int replica, Runnable operators) {
        replicas.get(replica).write(operators);
    }

    private static void copy(Net net, String from, String to) {
        OperatorDef op = Ops.operator("Copy", List.of(from), List.of(to));
        net.add(op.toBuilder().setName("").build()); // names are full already
    }
}
