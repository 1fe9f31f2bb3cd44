package org.duograph.workspace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetBuilderTest {
    private final Workspace workspace = new Workspace();

    @AfterEach
    void close() {
        workspace.close();
    }

    private NetBuilder absolute() {
        NetBuilder net = new NetBuilder("absolute");
        net.constant("zero", 0f);
        net.constant("y", 0f);
        return net.ifNet(
                net.op("LT", List.of("x", "zero"), "negative"),
                then -> then.op("Negative", "x", "y"),
                otherwise -> otherwise.op("Copy", "x", "y"));
    }

    private float run(NetBuilder net, float x) {
        workspace.feedBlob("x", NDArray.scalar(x));
        workspace.runNetOnce(net.net());
        return (float) workspace.fetchBlob("y").item();
    }

    @Test
    void aChoiceRunsOneOfTwoBranches() {
        NetBuilder net = absolute();
        assertThat(run(net, -3)).isEqualTo(3);
        assertThat(run(net, 4)).isEqualTo(4);
    }

    @Test
    void aChoiceIsOneNodeOfTheNetsGraph() {
        NetDef net = absolute().net().proto();
        workspace.feedBlob("x", NDArray.scalar(1));
        workspace.createNet(net);
        workspace.runNet(net.getName());
        assertThat(workspace.plans(net.getName())).hasSize(1);
        assertThat(workspace.inspect().graph(net).toString()).contains("If(");
    }

    @Test
    void withoutOtherwiseABlobStaysAsItWas() {
        NetBuilder net = new NetBuilder("clip");
        net.constant("limit", 10f);
        net.op("Copy", "x", "y");
        net.ifNet(
                net.op("GT", List.of("x", "limit"), "above"),
                then -> then.op("Copy", "limit", "y"));
        assertThat(run(net, 12)).isEqualTo(10);
        assertThat(run(net, 7)).isEqualTo(7);
    }

    /** Doubles y until it is at least x; returns how often in "n". */
    private NetBuilder doubling() {
        NetBuilder net = new NetBuilder("doubling");
        net.constant("one", 1f);
        net.constant("two", 2f);
        net.constant("n", 0f);
        net.constant("y", 1f);
        return net.whileNet(
                condition -> condition.op("LT", List.of("y", "x"), "goes_on"),
                body -> {
                    body.op("Mul", List.of("y", "two"), "twice");
                    body.op("Copy", "twice", "y");
                    body.op("Add", List.of("n", "one"), "n");
                });
    }

    @Test
    void aLoopRunsAsLongAsItsConditionHolds() {
        assertThat(run(doubling(), 100)).isEqualTo(128);
        assertThat(workspace.fetchBlob("n").item()).isEqualTo(7);
        assertThat(run(doubling(), 0)).isEqualTo(1);
        assertThat(workspace.fetchBlob("n").item()).isZero();
    }

    @Test
    void whatOnlyABodyWritesIsItsOwn() {
        run(doubling(), 100);
        assertThat(workspace.hasBlob("twice")).isFalse();
    }

    @Test
    void aConditionMayChangeBlobsOfTheNet() {
        NetBuilder net = new NetBuilder("count");
        net.constant("one", 1f);
        net.constant("y", 0f);
        net.constant("asked", 0f);
        net.whileNet(
                condition -> {
                    condition.op("Add", List.of("asked", "one"), "asked");
                    return condition.op("LE", List.of("asked", "x"), "goes_on");
                },
                body -> body.op("Add", List.of("y", "asked"), "y"));
        assertThat(run(net, 4)).isEqualTo(1 + 2 + 3 + 4);
        assertThat(workspace.fetchBlob("asked").item()).isEqualTo(5);
    }

    @Test
    void choicesAndLoopsStandInOneAnother() {
        NetBuilder net = new NetBuilder("collatz");
        net.constant("one", 1f);
        net.constant("two", 2f);
        net.constant("three", 3f);
        net.constant("y", 0f);
        net.op("Copy", "x", "n");
        net.whileNet(
                condition -> condition.op("GT", List.of("n", "one"), "goes_on"),
                body -> {
                    body.op("Div", List.of("n", "two"), "half");
                    body.op("Floor", "half", "floor");
                    body.ifNet(
                            body.op("EQ", List.of("half", "floor"), "even"),
                            then -> then.op("Copy", "half", "n"),
                            otherwise -> {
                                otherwise.op("Mul", List.of("n", "three"), "triple");
                                otherwise.op("Add", List.of("triple", "one"), "n");
                            });
                    body.op("Add", List.of("y", "one"), "y");
                });
        assertThat(run(net, 7)).isEqualTo(16);
        assertThat(run(net, 1)).isZero();
    }

    @Test
    void aChoiceHasTheGradientOfTheBranchThatRan() {
        NetBuilder net = new NetBuilder("powers");
        net.constant("zero", 0f);
        net.constant("y", 0f);
        net.ifNet(
                net.op("GT", List.of("x", "zero"), "positive"),
                then -> then.op("Pow", "x", "y", Ops.arg("exponent", 2f)),
                otherwise -> otherwise.op("Pow", "x", "y", Ops.arg("exponent", 3f)));
        Map<String, String> gradients = net.net().addGradientOperators("y");
        assertThat(run(net, 1.5f)).isEqualTo(2.25f);
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isEqualTo(3);
        assertThat(run(net, -2)).isEqualTo(-8);
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isEqualTo(12);
    }

    @Test
    void aLoopHasAGradientThroughAllItsIterations() {
        NetBuilder net = new NetBuilder("power");
        net.constant("one", 1f);
        net.constant("limit", 4f);
        net.constant("i", 0f);
        net.constant("y", 1f);
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "limit"), "goes_on"),
                body -> {
                    body.op("Mul", List.of("y", "x"), "y");
                    body.op("Add", List.of("i", "one"), "i");
                });
        Map<String, String> gradients = net.net().addGradientOperators("y");
        assertThat(run(net, 3)).isEqualTo(81);
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isEqualTo(4 * 27);
    }

    @Test
    void gradientsGoThroughOperatorsBeforeAndAfterALoop() {
        NetBuilder net = new NetBuilder("around");
        net.constant("one", 1f);
        net.constant("limit", 2f);
        net.constant("i", 0f);
        net.op("Sin", "x", "z");
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "limit"), "goes_on"),
                body -> {
                    body.op("Mul", List.of("z", "x"), "z");
                    body.op("Add", List.of("i", "one"), "i");
                });
        net.op("Sqr", "z", "y");
        Map<String, String> gradients = net.net().addGradientOperators("y");
        double x = 0.7;
        run(net, (float) x); // y = (x^2 sin x)^2
        double z = x * x * Math.sin(x);
        double slope = 2 * z * (2 * x * Math.sin(x) + x * x * Math.cos(x));
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isCloseTo(slope, within(1e-5));
    }

    @Test
    void gradientsGoThroughAChoiceInALoop() {
        NetBuilder net = new NetBuilder("mixed");
        net.constant("one", 1f);
        net.constant("limit", 3f);
        net.constant("i", 0f);
        net.constant("y", 1f);
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "limit"), "goes_on"),
                body -> {
                    body.ifNet(
                            body.op("LT", List.of("i", "one"), "first"),
                            then -> then.op("Mul", List.of("y", "x"), "y"),
                            otherwise -> otherwise.op("Add", List.of("y", "x"), "y"));
                    body.op("Add", List.of("i", "one"), "i");
                });
        Map<String, String> gradients = net.net().addGradientOperators("y");
        assertThat(run(net, 5)).isEqualTo(15); // y = x + x + x
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isEqualTo(3);
    }

    @Test
    void aNetComesBackFromItsTextAsItWas() throws Exception {
        NetBuilder net = doubling();
        NetDef proto = net.net().proto();
        assertThat(
                        MessageFiles.parse(
                                MessageFiles.toText(proto).getBytes("UTF-8"),
                                "text",
                                NetDef.getDefaultInstance()))
                .isEqualTo(proto);
        assertThat(MessageFiles.parse(proto.toByteArray(), "bytes", NetDef.getDefaultInstance()))
                .isEqualTo(proto);
    }

    @Test
    void aConditionThatIsNotComputedIsRefused() {
        NetBuilder net = new NetBuilder("wrong");
        assertThatThrownBy(
                        () ->
                                net.whileNet(
                                        condition -> "elsewhere",
                                        body -> body.op("Copy", "x", "y")))
                .hasMessageContaining("returns \"elsewhere\"");
    }

    @Test
    void aWrongOperatorInABranchIsNamedBeforeTheNetRuns() {
        NetBuilder net = new NetBuilder("wrong");
        net.ifNet("c", then -> then.op("Rleu", "x", "y"));
        workspace.feedBlob("c", NDArray.scalar(1));
        workspace.feedBlob("x", NDArray.scalar(1));
        assertThatThrownBy(() -> workspace.createNet(net.net()))
                .hasMessageContaining("there is no operator \"Rleu\"; did you mean \"Relu\"");
    }

    @Test
    void gradientsThroughABlobThatAChoiceDoesNotNameAreRefused() {
        Net net = new Net("undeclared");
        NetDef then =
                NetDef.newBuilder().addOp(Ops.operator("Sqr", List.of("x"), List.of("y"))).build();
        net.op("If", List.of("c"), "y", Ops.arg("then_net", then));
        assertThatThrownBy(() -> net.addGradientOperators("y"))
                .hasMessageContaining("its nets read [x, y]")
                .hasMessageContaining("name them among its inputs");
    }

    @Test
    void aCopyWithOtherNamesHasThemInsideAsWell() {
        Net copy = absolute().net().copy("other", Map.of("x", "in", "y", "out"));
        workspace.feedBlob("in", NDArray.scalar(-3));
        workspace.runNetOnce(copy);
        assertThat(workspace.fetchBlob("out").item()).isEqualTo(3);
        assertThat(workspace.hasBlob("y")).isFalse();
    }

    /** The net that the graph of a net is written as: choices and loops are nets in it again. */
    private NetDef rewritten(NetBuilder net, float x) {
        workspace.feedBlob("x", NDArray.scalar(x));
        return workspace.inspect().applyTransform("DropDeadNodes", net.net().proto());
    }

    @Test
    void aGraphWithAChoiceIsWrittenAsANetAgain() {
        NetDef net = rewritten(absolute(), 1);
        assertThat(net.getOpList())
                .anySatisfy(
                        op -> {
                            assertThat(op.getType()).isEqualTo("If");
                            assertThat(op.getArg(0).getN().getOp(0).getType()).isEqualTo("Do");
                        });
        for (float x : new float[] {-3, 4}) {
            workspace.feedBlob("x", NDArray.scalar(x));
            workspace.runNetOnce(net);
            assertThat(workspace.fetchBlob("y").item()).isEqualTo(Math.abs(x));
        }
    }

    @Test
    void aGraphWithALoopIsWrittenAsANetAgain() {
        NetDef net = rewritten(doubling(), 1);
        workspace.feedBlob("x", NDArray.scalar(100));
        workspace.runNetOnce(net);
        assertThat(workspace.fetchBlob("y").item()).isEqualTo(128);
        assertThat(workspace.fetchBlob("n").item()).isEqualTo(7);
    }

    @Test
    void theGradientOfALoopIsNoNetAndThatIsSaid() {
        NetBuilder net = doubling();
        net.net().addGradientOperators("y");
        assertThatThrownBy(() -> rewritten(net, 1))
                .hasMessageContaining("can't be written as a net");
    }

    @Test
    void aLoopWithABoundEndsThereAndHasAGradient() {
        NetBuilder net = new NetBuilder("bounded");
        net.constant("limit", 1000f);
        net.constant("y", 1f);
        net.whileNet(
                3L,
                condition -> condition.op("LT", List.of("y", "limit"), "goes_on"),
                body -> body.op("Mul", List.of("y", "x"), "y"));
        Map<String, String> gradients = net.net().addGradientOperators("y");
        assertThat(run(net, 2)).isEqualTo(8);
        assertThat(workspace.fetchBlob(gradients.get("x")).item()).isEqualTo(3 * 4);
    }
}
