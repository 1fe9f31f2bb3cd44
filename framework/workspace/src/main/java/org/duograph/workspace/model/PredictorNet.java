package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The part of a trained net that predicts, without its losses, gradients and optimizers.
 *
 * <p>Dropout and SpatialBN are switched to use: {@code is_test} is set, and outputs that only
 * training needs are dropped.
 *
 * @param net the net; its external inputs are the model's inputs, then its parameters
 * @param parameters the blobs to save beside it
 */
public record PredictorNet(NetDef net, List<String> parameters) {
    /** The operators of {@code trained} that it takes to get from inputs to outputs. */
    static PredictorNet extract(Net trained, List<String> inputs, List<String> outputs) {
        Set<String> needed = new LinkedHashSet<>(outputs);
        List<OperatorDef> ops = new ArrayList<>();
        List<OperatorDef> all = trained.proto().getOpList();
        for (int i = all.size() - 1; i >= 0; i--) {
            OperatorDef op = all.get(i);
            boolean useful =
                    !op.getIsGradientOp()
                            && op.getOutputList().stream()
                                    .anyMatch(o -> needed.contains(o) && !inputs.contains(o));
            if (useful) {
                OperatorDef forUse = forUse(op);
                ops.add(forUse);
                needed.removeAll(forUse.getOutputList());
                needed.addAll(forUse.getInputList());
            }
        }
        Collections.reverse(ops);
        needed.removeAll(inputs);
        for (String output : outputs) {
            if (needed.contains(output)) {
                throw new IllegalArgumentException(
                        "No operator of net \"%s\" computes \"%s\""
                                .formatted(trained.name(), output));
            }
        }
        List<String> parameters = List.copyOf(needed);
        NetDef net =
                NetDef.newBuilder()
                        .setName(trained.name() + "_predict")
                        .addAllOp(ops)
                        .addAllExternalInput(inputs)
                        .addAllExternalInput(parameters)
                        .addAllExternalOutput(outputs)
                        .build();
        return new PredictorNet(net, parameters);
    }

    private static OperatorDef forUse(OperatorDef op) {
        if (!op.getType().equals("Dropout") && !op.getType().equals("SpatialBN")) {
            return op;
        }
        OperatorDef.Builder use =
                op.toBuilder().clearOutput().addOutput(op.getOutput(0)).clearArg();
        op.getArgList().stream().filter(a -> !a.getName().equals("is_test")).forEach(use::addArg);
        return use.addArg(Ops.arg("is_test", 1)).build();
    }
}
