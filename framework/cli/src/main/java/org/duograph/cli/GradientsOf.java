package org.duograph.cli;

import java.util.HashMap;
import java.util.Map;
import org.duograph.cli.options.NetInputs;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;

/** What {@code --gradients-of BLOB} does to a net. */
final class GradientsOf {
    private GradientsOf() {}

    /**
     * The net with gradient operators that start from {@code blob}. If it holds them already, only
     * their start is seen to: {@code blob_grad} is fed with ones where nobody fed it.
     */
    static NetDef add(Workspace w, NetDef net, String blob) {
        String gradient = blob + "_grad";
        boolean seeded =
                net.getOpList().stream()
                        .anyMatch(op -> op.getOutputList().contains(blob + "_autogen_grad"));
        boolean read =
                net.getOpList().stream().anyMatch(op -> op.getInputList().contains(gradient));
        boolean written =
                net.getOpList().stream().anyMatch(op -> op.getOutputList().contains(gradient));
        if (seeded || written) {
            return net;
        }
        if (read) {
            ArrayType type = new NetInputs(w, net, Map.of()).types().get(blob);
            if (!w.hasBlob(gradient) && type != null) {
                w.feedBlob(gradient, NDArray.full(type, 1));
            }
            return net;
        }
        Net whole = new Net(net);
        Map<String, String> starts = new HashMap<>();
        starts.put(blob, w.hasBlob(gradient) ? gradient : null);
        Map<String, ArrayType> types = new NetInputs(w, net, Map.of()).types();
        whole.addGradientOperators(
                starts,
                name -> {
                    ArrayType type = types.getOrDefault(name, w.type(name));
                    return type == null ? null : type.shape();
                });
        return whole.proto();
    }
}
