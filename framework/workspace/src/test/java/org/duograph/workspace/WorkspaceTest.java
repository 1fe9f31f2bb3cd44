package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.PlanDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private static OperatorDef op(String type, String input, String output) {
        return Ops.operator(type, List.of(input), List.of(output));
    }

    private static NetDef net(String name, OperatorDef... ops) {
        return NetDef.newBuilder().setName(name).addAllOp(List.of(ops)).build();
    }

    @Test
    void aNewWorkspaceIsReadyAndEmpty() {
        assertThat(workspace.blobs()).isEmpty();
        assertThat(workspace.nets()).isEmpty();
    }

    @Test
    void whatIsFedIsFetchedAsACopy() {
        NDArray x = NDArray.vector(1, 2);
        workspace.feedBlob("x", x);
        x.set(0, 9);
        workspace.fetchBlob("x").set(1, 9);
        assertThat(workspace.fetchBlob("x")).isEqualTo(NDArray.vector(1, 2));
    }

    @Test
    void aBlobMayHoldAnyObject() {
        workspace.feedObject("names", List.of("cat", "dog"));
        assertThat(workspace.fetchObject("names", Object.class)).isEqualTo(List.of("cat", "dog"));
        assertThatThrownBy(() -> workspace.fetchBlob("names"))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("not a tensor");
        workspace.feedBlob("names", NDArray.scalar(1));
        assertThat(workspace.blobType("names")).isEqualTo("float32 scalar");
    }

    @Test
    void anUnknownBlobIsAnsweredWithTheNearestName() {
        workspace.feedBlob("conv1_w", NDArray.scalar(1));
        assertThatThrownBy(() -> workspace.fetchBlob("conv1_W"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("did you mean \"conv1_w\"?");
    }

    @Test
    void aNetMayOverwriteItsBlobs() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.runNetOnce(net("n", op("Relu", "x", "x"), op("Negative", "x", "x")));
        assertThat(workspace.fetchBlob("x").toDoubles()).containsExactly(-0.0, -2);
    }

    @Test
    void everyBlobOfANetWithoutExternalOutputsCanBeFetched() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        NetDef net = net("n", op("Relu", "x", "y"), op("Sqr", "y", "z"));
        workspace.runNetOnce(net);
        assertThat(workspace.blobs()).containsExactly("x", "y", "z");
        workspace.removeBlob("y");
        workspace.runNetOnce(net.toBuilder().addExternalOutput("z").build());
        assertThat(workspace.blobs()).doesNotContain("y");
    }

    @Test
    void aCreatedNetRunsOnBlobsOfAnyShape() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.createNet(net("n", op("Relu", "x", "y")));
        workspace.runNet("n");
        workspace.feedBlob("x", NDArray.vector(3, -4, 5));
        workspace.runNet("n", 2);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(3, 0, 5));
        workspace.feedBlob("x", NDArray.vector(-6, 7));
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(0, 7));
    }

    @Test
    void createNetNamesNetOperatorAndBlob() {
        assertThatThrownBy(() -> workspace.createNet(net("train", op("Rellu", "x", "y"))))
                .hasMessageContaining("operator 0 (Rellu) of net \"train\"")
                .hasMessageContaining("did you mean \"Relu\"?");
        workspace.feedBlob("data", NDArray.vector(1));
        assertThatThrownBy(() -> workspace.createNet(net("train", op("Relu", "dta", "y"))))
                .hasMessageContaining("reads blob \"dta\"")
                .hasMessageContaining("did you mean \"data\"?");
        assertThatThrownBy(
                        () ->
                                workspace.createNet(
                                        NetDef.newBuilder().setName("n").setType("daag").build()))
                .hasMessageContaining("unknown type \"daag\"")
                .hasMessageContaining("async_scheduling");
    }

    @Test
    void aMisspeltArgumentIsAnsweredWithTheNearestName() {
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 1, 4, 4), new float[16]));
        OperatorDef pool =
                Ops.operator(
                        "MaxPool",
                        List.of("x"),
                        List.of("y"),
                        Ops.arg("kernal", 2),
                        Ops.arg("stride", 2));
        assertThatThrownBy(() -> workspace.runOperatorOnce(pool))
                .hasMessageContaining("operator 0 of net \"MaxPool\"")
                .hasMessageContaining("\"kernal\"; did you mean \"kernel\"?");
    }

    @Test
    void twoNetsOfOneNameNeedOverwrite() {
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.createNet(net("n", op("Relu", "x", "y")));
        assertThatThrownBy(() -> workspace.createNet(net("n", op("Relu", "x", "z"))))
                .hasMessageContaining("already");
        workspace.createNet(net("n", op("Relu", "x", "z")), true);
        workspace.runNet("n");
        assertThat(workspace.hasBlob("z")).isTrue();
        workspace.deleteNet("n");
        assertThatThrownBy(() -> workspace.runNet("n")).hasMessageContaining("no net \"n\"");
    }

    @Test
    void aNetMayMixGraphsAndHostOperators(@TempDir Path folder) throws Exception {
        workspace.setRootFolder(folder);
        workspace.feedBlob("x", NDArray.vector(-1, 2, 4));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        workspace.setOutput(new PrintStream(printed, true, StandardCharsets.UTF_8));
        OperatorDef summarize =
                Ops.operator("Summarize", List.of("y"), List.<String>of(), Ops.arg("to_file", 1));
        workspace.createNet(
                net(
                        "n",
                        op("Relu", "x", "y"),
                        summarize,
                        Ops.operator("Print", List.of("y"), List.<String>of()),
                        op("Sqr", "y", "z")));
        workspace.runNet("n", 2);
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(0, 4, 16));
        assertThat(Files.readAllLines(folder.resolve("y.summary"))).hasSize(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("y (float32 3): 0.0,2.0,4.0");
    }

    @Test
    void aNetThatPrintsAndSavesIsOneGraphAndOnePlan(@TempDir Path folder) {
        workspace.setRootFolder(folder);
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        OperatorDef save = Ops.operator("Save", List.of("y"), List.of(), Ops.arg("db", "y.minidb"));
        OperatorDef exists =
                Ops.operator("DBExists", List.of(), List.of("e"), Ops.arg("db", "y.minidb"));
        NetDef net =
                net(
                        "n",
                        op("Relu", "x", "y"),
                        Ops.operator("Print", List.of("y"), List.<String>of()),
                        save,
                        exists,
                        op("Not", "e", "missing"),
                        op("Sqr", "y", "z"));
        workspace.createNet(net);
        workspace.runNet("n");
        assertThat(workspace.plans("n")).hasSize(1);
        assertThat(workspace.plans("n").get(0).toString())
                .contains("Print(")
                .contains("Save(")
                .contains("[java, host]");
        assertThat(folder.resolve("y.minidb")).exists();
        assertThat(workspace.fetchBlob("e").get(0)).isEqualTo(1);
        assertThat(workspace.fetchBlob("missing").get(0)).isZero();
    }

    @Test
    void whatReadsABlobOfWhichNobodyKnowsTheTypeIsPlannedWhenItIsThere() {
        workspace.register("Give", call -> call.output(0, NDArray.vector(1, 2, 3)));
        NetDef net = net("n", op("Give", "x", "y"), op("Negative", "y", "z"));
        workspace.feedBlob("x", NDArray.vector(0));
        workspace.feedBlob("y", NDArray.vector(7)); // an old one, of another type
        workspace.createNet(net);
        workspace.runNet("n");
        assertThat(workspace.plans("n")).hasSize(2);
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(-1, -2, -3));
    }

    @Test
    void javaCodeCanBeAnOperator() {
        workspace.register(
                "Add5",
                call -> {
                    NDArray x = call.input(0);
                    for (int i = 0; i < x.size(); i++) {
                        x.set(i, x.get(i) + 5);
                    }
                    call.output(0, x);
                });
        workspace.feedBlob("x", NDArray.vector(1, 2));
        workspace.runNetOnce(net("n", op("Add5", "x", "y"), op("Negative", "y", "z")));
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(-6, -7));
    }

    @Test
    void blobsAreSavedAndLoaded(@TempDir Path folder) {
        workspace.setRootFolder(folder);
        workspace.feedBlob("a", NDArray.vector(1, 2));
        workspace.feedBlob("b", NDArray.of(Shape.of(2), 3L, 4L));
        workspace.runOperatorOnce(
                Ops.operator(
                        "Save",
                        List.of("a", "b"),
                        List.<String>of(),
                        Ops.arg("db", "f.minidb"),
                        Ops.arg("db_type", "minidb")));
        workspace.resetWorkspace();
        workspace.runOperatorOnce(
                Ops.operator(
                        "Load",
                        List.<String>of(),
                        List.of("b"),
                        Ops.arg("db", "f.minidb"),
                        Ops.arg("db_type", "minidb")));
        assertThat(workspace.blobs()).containsExactly("b");
        assertThat(workspace.fetchBlob("b")).isEqualTo(NDArray.of(Shape.of(2), 3L, 4L));
    }

    @Test
    void randomOperatorsDependOnSeedNameAndRunOnly() {
        OperatorDef fill =
                Ops.operator("GaussianFill", List.of(), List.of("x"), Ops.arg("shape", List.of(3)));
        workspace.createNet(net("n", fill));
        workspace.runNet("n");
        NDArray first = workspace.fetchBlob("x");
        workspace.runNet("n");
        NDArray second = workspace.fetchBlob("x");
        assertThat(second).isNotEqualTo(first);
        workspace.setRuns("n", 0);
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("x")).isEqualTo(first);
    }

    @Test
    void whereADeviceIsUnavailableTheOperatorRunsElsewhere() {
        OperatorDef relu =
                op("Relu", "x", "y").toBuilder()
                        .setDeviceOption(DeviceOption.newBuilder().setDeviceType(1).setCudaGpuId(1))
                        .build();
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.runOperatorOnce(relu);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(1));
    }

    @Test
    void shapesAreInferredWithoutRunning() {
        NetDef net =
                net(
                        "n",
                        Ops.operator("FC", List.of("x", "w", "b"), List.of("y")),
                        op("Relu", "y", "z"));
        Map<String, ArrayType> types =
                workspace
                        .inspect()
                        .inferShapesAndTypes(
                                List.of(net),
                                Map.of(
                                        "x", ArrayType.float32(8, 3),
                                        "w", ArrayType.float32(5, 3),
                                        "b", ArrayType.float32(5)));
        assertThat(types).containsEntry("z", ArrayType.float32(8, 5));
    }

    @Test
    void aPlanStopsWhenItsBlobSaysSo() {
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.feedBlob("limit", NDArray.vector(20));
        NetDef doubled =
                net(
                        "double",
                        Ops.operator("Add", List.of("x", "x"), List.of("x")),
                        Ops.operator("GT", List.of("x", "limit"), List.of("stop")));
        ExecutionStep step =
                ExecutionStep.newBuilder()
                        .addNetwork("double")
                        .setNumIter(100)
                        .setShouldStopBlob("stop")
                        .build();
        workspace.runPlan(PlanDef.newBuilder().addNetwork(doubled).addExecutionStep(step).build());
        assertThat(workspace.fetchBlob("x").item()).isEqualTo(32);
    }

    @Test
    void aTransformRewritesANet() {
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 1, 1, 2), 1f, -1f));
        workspace.feedBlob("w", NDArray.of(Shape.of(1, 1, 1, 1), 2f));
        OperatorDef conv =
                Ops.operator("Conv", List.of("x", "w"), List.of("c"), Ops.arg("kernel", 1));
        NetDef net =
                net("n", conv, op("Relu", "c", "y")).toBuilder().addExternalOutput("y").build();
        NetDef fused = workspace.inspect().applyTransform("FuseRelu", net);
        assertThat(fused.getOpList()).extracting(OperatorDef::getType).containsExactly("ConvRelu");
        workspace.runNetOnce(fused);
        assertThat(workspace.fetchBlob("y").toDoubles()).containsExactly(2, 0);
    }

    @Test
    void costBenchmarkAndSerializedBlobs() {
        workspace.feedBlob("x", NDArray.of(Shape.of(2, 3), new float[6]));
        workspace.feedBlob("w", NDArray.of(Shape.of(4, 3), new float[12]));
        workspace.feedBlob("b", NDArray.of(Shape.of(4), new float[4]));
        OperatorDef fc = Ops.operator("FC", List.of("x", "w", "b"), List.of("y"));
        assertThat(workspace.inspect().operatorCost(fc).flops()).isEqualTo(2 * 2 * 4 * 3);
        workspace.createNet(net("n", fc));
        assertThat(workspace.inspect().benchmarkNet("n", 1, 3).toString()).contains("FC \"y\"");
        workspace.deserializeBlob("copy", workspace.serializeBlob("w"));
        assertThat(workspace.fetchBlob("copy")).isEqualTo(workspace.fetchBlob("w"));
    }

    @Test
    void workspacesDoNotSeeEachOther() {
        try (Workspaces all = new Workspaces()) {
            all.current().feedBlob("x", NDArray.scalar(1));
            assertThat(all.switchWorkspace("other", true).blobs()).isEmpty();
            assertThat(all.workspaces()).containsExactly("default", "other");
            assertThatThrownBy(() -> all.switchWorkspace("othr", false))
                    .hasMessageContaining("did you mean \"other\"?");
            assertThat(all.switchWorkspace("default", false).hasBlob("x")).isTrue();
        }
    }

    @Test
    void aPredictorAnswersInTheOrderOfItsOutputs() {
        NetDef init =
                net(
                        "init",
                        Ops.operator(
                                "GivenTensorFill",
                                List.of(),
                                List.of("k"),
                                Ops.arg("shape", List.of(1)),
                                Ops.arg("values", List.of(3.0f))));
        NetDef predict =
                net("p", Ops.operator("WeightedSum", List.of("x", "k"), List.of("y"))).toBuilder()
                        .addAllExternalInput(List.of("x", "k"))
                        .addExternalOutput("y")
                        .build();
        try (Predictor predictor = new Predictor(new Workspace("java", 0), init, predict)) {
            assertThat(predictor.inputs()).containsExactly("x");
            assertThat(predictor.run(List.of(NDArray.vector(1, 2))))
                    .containsExactly(NDArray.vector(3, 6));
        }
    }

    @Test
    void aPlanShowsItsStepsAndItsMemory() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.createNet(
                net("n", op("Relu", "x", "y"), op("Sqr", "y", "z")).toBuilder()
                        .addExternalOutput("z")
                        .build());
        Plan plan = workspace.plans("n").get(0);
        assertThat(plan.toString()).contains("Relu(x:plain@x)").contains("memory:");
    }
}
