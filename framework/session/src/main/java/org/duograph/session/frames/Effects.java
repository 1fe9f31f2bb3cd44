package org.duograph.session.frames;

import java.util.Map;
import java.util.Set;
import org.duograph.session.op.Operators;
import org.duograph.session.proto.NodeDef;

/** Which nodes do more than to compute something: draw random numbers, print, write. */
final class Effects {
    private static final Set<String> READERS =
            Set.of("VariableV2", "VarHandleOp", "ReadVariableOp", "VarIsInitializedOp");

    private Effects() {}

    static boolean has(NodeDef node, Map<String, Structure> structures) {
        Structure structure = structures.get(node.getName());
        if (structure instanceof Structure.Loop loop) {
            return loop.condition().hasEffects() || loop.body().hasEffects();
        } else if (structure instanceof Structure.Choice choice) {
            return choice.then().hasEffects() || choice.otherwise().hasEffects();
        }
        String type = node.getOp();
        return Operators.has(type) && Operators.get(type).isStateful() && !READERS.contains(type);
    }
}
