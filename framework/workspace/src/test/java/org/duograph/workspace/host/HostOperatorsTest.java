package org.duograph.workspace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostOperatorsTest {
    static List<HostOperatorDef> all() {
        return List.copyOf(HostOperators.all().values());
    }

    @ParameterizedTest
    @MethodSource("all")
    void anExampleIsANetOfThatOperatorWithKnownArguments(HostOperatorDef def) throws IOException {
        NetDef net = MessageFiles.parseText(def.example(), def.type(), NetDef.getDefaultInstance());
        OperatorDef op = net.getOp(0);
        assertThat(op.getType()).isEqualTo(def.type());
        assertThat(op.getArgList()).allMatch(arg -> def.args().containsKey(arg.getName()));
        assertThat(op.getInputCount()).isGreaterThanOrEqualTo(required(def));
        assertThat(def.summary()).endsWith(".");
    }

    private static int required(HostOperatorDef def) {
        return (int)
                def.inputs().stream()
                        .filter(i -> i.kind() == org.duograph.graph.Operand.Kind.ONE)
                        .count();
    }

    @ParameterizedTest
    @MethodSource("all")
    void anArgumentThatNobodyKnowsIsNamed(HostOperatorDef def) {
        OperatorDef op = Ops.operator(def.type(), List.of(), List.of("Y"), Ops.arg("zebra", 1));
        try (Workspace workspace = new Workspace("java", 0)) {
            assertThatThrownBy(() -> workspace.runOperatorOnce(op))
                    .hasMessageContaining(def.type())
                    .hasMessageContaining("it has no argument \"zebra\"");
        }
    }
}
