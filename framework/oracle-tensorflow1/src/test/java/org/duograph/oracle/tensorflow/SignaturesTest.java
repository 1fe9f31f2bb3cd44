package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.session.op.Arg;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.Operator;
import org.duograph.session.op.Operators;
import org.duograph.session.proto.OpDef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator that we know has TensorFlow's signature, so that it reads what we write. */
class SignaturesTest {
    /** Ours alone: lowered by the core's gradient rules, and written as TensorFlow's own nodes. */
    private static final Set<String> OURS = Set.of("Gradients", "Recurrence", "LSTM", "GRU", "RNN", "LossScale");

    static Stream<String> operators() {
        return Operators.types().stream().filter(type -> !OURS.contains(type));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void isTensorFlows(String type) {
        OpDef theirs = Registry.of(type);
        assertThat(theirs).as("TensorFlow 1.15 has the operator").isNotNull();
        Operator ours = Operators.get(type);
        assertThat(args(ours.inputs())).as("inputs").isEqualTo(their(theirs.getInputArgList()));
        assertThat(args(ours.outputs())).as("outputs").isEqualTo(their(theirs.getOutputArgList()));
        assertThat(attrs(ours))
                .as("attributes")
                .containsExactlyInAnyOrderElementsOf(theirAttrs(theirs));
    }

    private static List<String> args(List<Arg> args) {
        List<String> all = new ArrayList<>();
        for (Arg arg : args) {
            String type = arg.dtype() != null ? DataTypes.name(arg.dtype()) : arg.typeAttr();
            boolean resource = arg.isResource();
            all.add(
                    text(
                            arg.name(),
                            arg.countAttr(),
                            resource ? "resource" : type,
                            arg.isReference() && !resource));
        }
        return all;
    }

    private static List<String> their(List<OpDef.ArgDef> args) {
        List<String> all = new ArrayList<>();
        for (OpDef.ArgDef arg : args) {
            String type =
                    !arg.getTypeListAttr().isEmpty()
                            ? arg.getTypeListAttr()
                            : !arg.getTypeAttr().isEmpty()
                                    ? arg.getTypeAttr()
                                    : DataTypes.name(arg.getType());
            all.add(text(arg.getName(), arg.getNumberAttr(), type, arg.getIsRef()));
        }
        return all;
    }

    private static String text(String name, String count, String type, boolean reference) {
        String list = count.isEmpty() ? type : count + "*" + type;
        return name + ":" + (reference ? "Ref(" + list + ")" : list);
    }

    private static List<String> attrs(Operator operator) {
        List<String> all = new ArrayList<>();
        for (AttrDef attr : operator.attrs().values()) {
            all.add(
                    attr.name()
                            + ":"
                            + attr.kind().word()
                            + (attr.defaultValue() == null ? "" : " = " + attr.defaultValue()));
        }
        return all;
    }

    private static List<String> theirAttrs(OpDef theirs) {
        List<String> all = new ArrayList<>();
        for (OpDef.AttrDef attr : theirs.getAttrList()) {
            all.add(
                    attr.getName()
                            + ":"
                            + attr.getType()
                            + (attr.hasDefaultValue() ? " = " + attr.getDefaultValue() : ""));
        }
        return all;
    }
}
