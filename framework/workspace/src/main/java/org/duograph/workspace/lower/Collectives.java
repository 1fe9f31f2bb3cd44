package org.duograph.workspace.lower;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Args;

/**
 * Caffe2's operators by which the GPUs of one machine exchange blobs. They are the sum of all, or
 * one of them, for everybody: the plan carries it to whoever reads it.
 *
 * <pre>
 * NCCLAllreduce   a, b, ... -> a', b', ...   each is the sum of all
 * NCCLReduce      a, b, ... -> a'            the sum of all
 * NCCLBroadcast   a, b, ... -> a', b', ...   each is input {@code root}, the first if not given
 * </pre>
 */
final class Collectives {
    private static final Set<String> TYPES = Set.of("NCCLAllreduce", "NCCLReduce", "NCCLBroadcast");

    private Collectives() {}

    /** Whether operators of that type exchange blobs. */
    static boolean has(String type) {
        return TYPES.contains(type);
    }

    /** Appends the operator of the site and returns the values of its outputs. */
    static List<Value> append(LoweringSite site, List<Value> inputs) {
        List<ArrayType> types = inputs.stream().map(Value::type).distinct().toList();
        if (types.size() != 1) {
            throw site.error("it needs blobs that are all of one type, found " + types);
        }
        String name = site.op().getOutputCount() > 0 ? site.op().getOutput(0) : site.op().getType();
        Value all =
                site.op().getType().equals("NCCLBroadcast")
                        ? root(site, inputs)
                        : site.append(name, OpCatalog.get("Sum"), Map.of(), inputs).output(0);
        int outputs = site.op().getType().equals("NCCLReduce") ? 1 : inputs.size();
        return Collections.nCopies(outputs, all);
    }

    private static Value root(LoweringSite site, List<Value> inputs) {
        int root = Args.of(site.op()).i("root", 0);
        if (root < 0 || root >= inputs.size()) {
            throw site.error(
                    "root must be the number of one of its %d inputs, the first of which is 0, found %d"
                            .formatted(inputs.size(), root));
        }
        return inputs.get(root);
    }
}
