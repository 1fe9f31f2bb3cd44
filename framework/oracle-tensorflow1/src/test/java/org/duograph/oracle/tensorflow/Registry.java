package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.OpDef;

/** TensorFlow's own list of its operators. */
final class Registry {
    private static final Map<String, OpDef> OPERATORS =
            TensorFlow1.operators().getOpList().stream()
                    .collect(Collectors.toMap(OpDef::getName, Function.identity()));

    private Registry() {}

    /** The signature of an operator, or null. */
    static OpDef of(String type) {
        return OPERATORS.get(type);
    }

    /** Requires that each node is of an operator there, with all attributes and inputs. */
    static void requireNodes(GraphDef message) {
        message.getNodeList().forEach(Registry::requireNode);
    }

    private static void requireNode(NodeDef node) {
        OpDef op = of(node.getOp());
        String what = node.getName() + " (" + node.getOp() + ")";
        assertThat(op).as(what).isNotNull();
        TreeSet<String> attrs = new TreeSet<>(node.getAttrMap().keySet());
        attrs.removeIf(name -> name.startsWith("_"));
        TreeSet<String> all = new TreeSet<>();
        op.getAttrList().forEach(attr -> all.add(attr.getName()));
        assertThat(attrs).as(what).isEqualTo(all);
        long inputs = node.getInputList().stream().filter(name -> !name.startsWith("^")).count();
        long expected =
                op.getInputArgList().stream().mapToLong(arg -> count(arg, node.getAttrMap())).sum();
        assertThat(inputs).as("inputs of " + what).isEqualTo(expected);
    }

    private static long count(OpDef.ArgDef arg, Map<String, AttrValue> attrs) {
        if (!arg.getNumberAttr().isEmpty()) {
            return attrs.get(arg.getNumberAttr()).getI();
        }
        return arg.getTypeListAttr().isEmpty()
                ? 1
                : attrs.get(arg.getTypeListAttr()).getList().getTypeCount();
    }
}
