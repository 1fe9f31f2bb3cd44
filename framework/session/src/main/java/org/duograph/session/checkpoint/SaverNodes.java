package org.duograph.session.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.session.Variable;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.SaverDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The nodes by which TensorFlow saves and restores variables: a SavedModel must have them, and a
 * graph next to a checkpoint. Duograph reads and writes the files itself.
 */
public final class SaverNodes {
    private static final String FILE = "save/Const";
    private static final String SAVED = "save/control_dependency";
    private static final String RESTORED = "save/restore_all";

    private SaverNodes() {}

    /**
     * Appends the nodes for some variables, and says what they are called.
     *
     * @param saved the variables by their names in checkpoints
     */
    public static SaverDef add(GraphDef.Builder graph, Map<String, Variable> saved) {
        List<String> names = List.copyOf(saved.keySet());
        List<Variable> variables = List.copyOf(saved.values());
        List<String> slices = variables.stream().map(v -> "").toList();
        graph.addNode(constant(FILE, NDArray.ofTexts(Shape.SCALAR, "model")));
        for (String part : List.of("SaveV2", "RestoreV2")) {
            graph.addNode(constant("save/" + part + "/tensor_names", texts(names)));
            graph.addNode(constant("save/" + part + "/shape_and_slices", texts(slices)));
        }
        AttrValue types = types(variables);
        NodeDef.Builder save = part("SaveV2", types);
        variables.forEach(v -> save.addInput(v.name()));
        graph.addNode(save);
        graph.addNode(
                NodeDef.newBuilder()
                        .setName(SAVED)
                        .setOp("Identity")
                        .addInput(FILE)
                        .addInput("^save/SaveV2")
                        .putAttr("T", type(DataType.DT_STRING)));
        graph.addNode(part("RestoreV2", types));
        NodeDef.Builder all = NodeDef.newBuilder().setName(RESTORED).setOp("NoOp");
        List<NodeDef> assigns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = "save/Assign" + (i == 0 ? "" : "_" + i);
            assigns.add(
                    NodeDef.newBuilder()
                            .setName(name)
                            .setOp("Assign")
                            .addInput(variables.get(i).name())
                            .addInput("save/RestoreV2" + (i == 0 ? "" : ":" + i))
                            .putAttr("T", type(DataTypes.of(variables.get(i).dtype())))
                            .build());
            all.addInput("^" + name);
        }
        graph.addAllNode(assigns).addNode(all);
        return SaverDef.newBuilder()
                .setFilenameTensorName(FILE + ":0")
                .setSaveTensorName(SAVED + ":0")
                .setRestoreOpName(RESTORED)
                .setMaxToKeep(5)
                .setVersion(SaverDef.CheckpointFormatVersion.V2)
                .build();
    }

    private static NodeDef.Builder part(String op, AttrValue types) {
        return NodeDef.newBuilder()
                .setName("save/" + op)
                .setOp(op)
                .addInput(FILE)
                .addInput("save/" + op + "/tensor_names")
                .addInput("save/" + op + "/shape_and_slices")
                .putAttr("dtypes", types);
    }

    private static NDArray texts(List<String> texts) {
        return NDArray.ofTexts(Shape.of(texts.size()), texts.toArray(String[]::new));
    }

    private static NodeDef constant(String name, NDArray array) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(DataTypes.of(array.dtype())))
                .putAttr("value", AttrValue.newBuilder().setTensor(Tensors.message(array)).build())
                .build();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue types(List<Variable> variables) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        variables.forEach(v -> list.addType(DataTypes.of(v.dtype())));
        return AttrValue.newBuilder().setList(list).build();
    }
}
