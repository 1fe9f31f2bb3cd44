package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.control.NetBuilder;
import org.duograph.workspace.control.Steps;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.RecurrentLayers;
import org.duograph.workspace.model.rnn.GruCell;
import org.duograph.workspace.model.rnn.LstmCell;
import org.duograph.workspace.model.rnn.RnnOutputs;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

/** What is asked for by mistake is refused, in words that say what is wrong. */
class WorkspaceMistakesTest {
    private static void run(HostOperator code, HostOperator.Types types) {
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.vector(1, 2));
            if (types == null) {
                workspace.register("Mine", code);
            } else {
                workspace.register("Mine", code, types);
            }
            Net net = new Net("net");
            net.op("Mine", "x", "y");
            workspace.runNetOnce(net);
        }
    }

    @Test
    void codeThatReadsOrGivesWhatIsNotThereIsToldSo() {
        assertThatThrownBy(() -> run(call -> call.output(0, null), null))
                .hasMessageContaining("it gives null for blob \"y\"");
        assertThatThrownBy(() -> run(call -> call.output(3, call.input(0)), null))
                .hasMessageContaining("it has no output 3; there are 1, numbered from 0: [y]");
        assertThatThrownBy(() -> run(call -> call.output(0, call.input(-1)), null))
                .hasMessageContaining("it has no input -1");
        assertThatThrownBy(() -> run(call -> call.output(0, call.input(0)), call -> null))
                .hasMessageContaining("it says 0 types null, but has 1 outputs [y]");
        assertThatThrownBy(() -> run(null, null)).hasMessageContaining("found Mine and null");
    }

    @Test
    void aLoopWhoseConditionNobodyWritesIsRefused() {
        NetBuilder net = new NetBuilder("net");
        net.constant("on", 1);
        assertThatThrownBy(() -> net.whileNet("on", body -> body.constant("x", 1)))
                .hasMessageContaining("goes on while \"on\" holds, but nothing in it writes that");
    }

    @Test
    void aLoopWithABoundEndsThoughNobodyWritesItsCondition() {
        NetBuilder net = new NetBuilder("net");
        net.constant("on", NDArray.full(new ArrayType(DType.BOOL, Shape.SCALAR), 1));
        net.constant("x", 1);
        net.whileNet(
                3L,
                condition -> {
                    condition.op("Not", "on", "off");
                    return "on";
                },
                body -> body.op("Add", List.of("x", "x"), "x"));
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(net.net());
            assertThat(workspace.fetchBlob("x").item()).isEqualTo(8);
        }
    }

    @Test
    void stepsRunAsOftenAsCanBe() {
        Steps steps = new Steps("plan");
        assertThatThrownBy(() -> steps.times(-1, body -> {})).hasMessageEndingWith("found -1");
        assertThatThrownBy(() -> steps.instances(0, body -> {})).hasMessageEndingWith("found 0");
        assertThatThrownBy(() -> steps.every(Duration.ZERO, body -> {}))
                .hasMessageEndingWith("a millisecond or more, found 0");
    }

    @Test
    void cellsHaveSizesAndListTheirStates() {
        assertThatThrownBy(() -> new LstmCell("cell", 4, 0))
                .hasMessage("Cell \"cell\" needs sizes of at least 1, found 0");
        assertThatThrownBy(() -> new GruCell("cell", -1, 4)).hasMessageContaining("found -1");
        ModelHelper model = new ModelHelper("model");
        LstmCell cell = new LstmCell("cell", 4, 3);
        assertThatThrownBy(() -> cell.over(model, "x", null, null, 4))
                .hasMessageContaining("lists 4 states, numbered from 0; found 4");
        model.input("x", Shape.of(3, 2, 4));
        assertThatThrownBy(() -> RecurrentLayers.lstm(model, "x", "layer", 0, null, null))
                .hasMessage("lstm \"layer\" needs a size of at least 1, found 0");
        RnnOutputs outputs = new RnnOutputs("y", List.of("h", "h_last"));
        assertThatThrownBy(() -> outputs.last(1)).hasMessageContaining("has 1 states");
    }
}
