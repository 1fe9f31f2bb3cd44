package org.duograph.tensorboard;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net as a graph to be looked at: a node for each operator, called like its first output, and one
 * for each blob from outside. A blob that is written again is a node of its own each time.
 */
final class NetGraph {
    private final GraphDef.Builder graph = GraphDef.newBuilder();
    private final Map<String, String> writers = new HashMap<>(); // the node of a blob as it is now
    private final Set<String> names = new HashSet<>();

    private NetGraph() {}

    static GraphDef of(NetDef net) {
        NetGraph made = new NetGraph();
        for (int i = 0; i < net.getOpCount(); i++) {
            made.add(net.getOp(i));
        }
        return made.graph.build();
    }

    private void add(OperatorDef op) {
        String wished = op.getOutputCount() > 0 ? op.getOutput(0) : op.getType();
        NodeDef.Builder node = NodeDef.newBuilder().setOp(op.getType());
        for (String input : op.getInputList()) {
            if (!writers.containsKey(input)) {
                String outside = unique(input);
                graph.addNode(NodeDef.newBuilder().setName(outside).setOp("Blob"));
                writers.put(input, outside);
            }
            node.addInput(writers.get(input));
        }
        node.setName(unique(wished));
        for (Argument argument : op.getArgList()) {
            node.putAttr(argument.getName(), value(argument));
        }
        graph.addNode(node);
        for (int i = 0; i < op.getOutputCount(); i++) {
            writers.put(op.getOutput(i), i == 0 ? node.getName() : node.getName() + ":" + i);
        }
    }

    /** A name that no node has: the wished one, or with a number. */
    private String unique(String wished) {
        String name = wished;
        for (int i = 1; !names.add(name); i++) {
            name = wished + "_" + i;
        }
        return name;
    }

    private static AttrValue value(Argument argument) {
        AttrValue.Builder value = AttrValue.newBuilder();
        if (argument.hasI()) {
            value.setI(argument.getI());
        } else if (argument.hasF()) {
            value.setF(argument.getF());
        } else if (argument.hasS()) {
            value.setS(argument.getS());
        } else if (argument.hasN()) {
            value.setS(ByteString.copyFromUtf8(argument.getN().getName()));
        } else {
            AttrValue.ListValue.Builder list = value.getListBuilder();
            list.addAllI(argument.getIntsList());
            list.addAllF(argument.getFloatsList());
            list.addAllS(argument.getStringsList());
        }
        return value.build();
    }
}
