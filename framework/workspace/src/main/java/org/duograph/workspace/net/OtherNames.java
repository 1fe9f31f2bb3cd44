package org.duograph.workspace.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.graph.TypeTable;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Names under which Caffe2 has an operator besides, for other element types, other numbers of
 * dimensions or from earlier versions: nets that use them are read as if they used the one.
 */
public final class OtherNames {
    /** A name, the operator that it is, and the arguments that this one has then. */
    private static final Map<String, String> TABLE =
            TypeTable.parse(
                    """
                    ELU Elu
                    SumInt Sum
                    SumElementsInt SumElements
                    RowMul Mul broadcast=1 axis=0
                    PackedFC FC
                    Conv2D Conv
                    MaxPool2D MaxPool
                    AveragePool2D AveragePool
                    DepthConcat Concat
                    EnsureDense Copy
                    """);

    private OtherNames() {}

    /** The names, each with the operator that it is. */
    public static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        TABLE.forEach((name, text) -> all.put(name, text.split(" ")[0]));
        return Collections.unmodifiableMap(all);
    }

    /** The operator by the name that it has here; as it is if that is its name. */
    public static OperatorDef renamed(OperatorDef op) {
        String text = TABLE.get(op.getType());
        if (text == null) {
            return op;
        }
        String[] words = text.split(" ");
        OperatorDef.Builder same = op.toBuilder().setType(words[0]);
        for (int i = 1; i < words.length; i++) {
            String[] argument = words[i].split("=");
            same.addArg(Ops.arg(argument[0], Integer.parseInt(argument[1])));
        }
        return same.build();
    }
}
