package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A net is one graph, one plan and one printed text, with what it reads from files as well. */
class HostOperatorsInNetsTest {
    private final Workspace workspace = new Workspace("java", 0);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private @TempDir Path folder;

    @BeforeEach
    void surroundings() {
        workspace.setRootFolder(folder);
        workspace.setOutput(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static OperatorDef op(String type, List<String> in, List<String> out) {
        return Ops.operator(type, in, out);
    }

    private static OperatorDef load(List<String> outputs, String arg) {
        return Ops.operator("Load", List.of(), outputs, Ops.arg("db", "w.minidb"), Ops.arg(arg, 1));
    }

    private static OperatorDef fill(String blob, float value) {
        return Ops.operator(
                "ConstantFill",
                List.of(),
                List.of(blob),
                Ops.arg("shape", List.of(2)),
                Ops.arg("value", value));
    }

    private static NetDef net(OperatorDef... ops) {
        return NetDef.newBuilder().setName("n").addAllOp(List.of(ops)).build();
    }

    private void save(Map<String, ?> blobs) throws IOException {
        BlobFiles.save(folder.resolve("w.minidb"), blobs);
    }

    private static NDArray ones(int... dims) {
        NDArray array = NDArray.zeros(ArrayType.float32(dims));
        Arrays.fill(array.floats(), 1);
        return array;
    }

    private int sections(OperatorDef... ops) {
        workspace.createNet(net(ops), true);
        workspace.runNet("n");
        return workspace.plans("n").size();
    }

    @ParameterizedTest
    @CsvSource({"keep_device", "load_all", "allow_incomplete"})
    void aNetThatLoadsComputesAndPrintsIsOnePlan(String arg) throws IOException {
        save(Map.of("w", ones(3, 2), "b", ones(3)));
        workspace.feedBlob("x", ones(1, 2));
        workspace.createBlob("w");
        workspace.createBlob("b");
        List<String> outputs = arg.equals("load_all") ? List.of() : List.of("w", "b");
        OperatorDef fc = op("FC", List.of("x", "w", "b"), List.of("y"));
        OperatorDef print = op("Print", List.of("y"), List.of());
        assertThat(sections(load(outputs, arg), fc, print)).isEqualTo(1);
        assertThat(workspace.plans("n").get(0).toString())
                .contains("Load(")
                .contains("FC(")
                .contains("Print(");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("y (float32 1x3): 3.0,3.0");
        save(Map.of("w", ones(4, 2), "b", ones(4)));
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.of(Shape.of(1, 4), 3f, 3f, 3f, 3f));
        assertThat(workspace.plans("n")).hasSize(1);
    }

    @Test
    void whatALoadFillsUnnamedIsKeptThoughTheNetDeclaresItsOutputs() throws IOException {
        save(Map.of("w", NDArray.vector(1, 2), "title", "Duograph"));
        OperatorDef all = load(List.of(), "load_all");
        workspace.runNetOnce(net(all, fill("f", 1)).toBuilder().addExternalOutput("f").build());
        assertThat(workspace.fetchBlob("w")).isEqualTo(NDArray.vector(1, 2));
        assertThat(workspace.fetchObject("title", String.class)).isEqualTo("Duograph");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithOperatorAndNet() {
        OperatorDef load = load(List.of("w"), "keep_device");
        assertThatThrownBy(() -> workspace.runNetOnce(net(load)))
                .hasMessageContaining("Load (operator 0 of net \"n\")")
                .hasMessageContaining("w.minidb: there is no such file")
                .hasMessageContaining("write it before");
    }

    @Test
    void aFileThatThisNetWritesIsLoadedInASectionOfItsOwn() throws IOException {
        save(Map.of("w", NDArray.vector(7))); // of which the type is not to be taken
        workspace.feedBlob("w", NDArray.vector(1, 2));
        OperatorDef save = Ops.operator("Save", List.of("w"), List.of(), Ops.arg("db", "w.minidb"));
        OperatorDef load =
                Ops.operator(
                        "Load",
                        List.of(),
                        List.of("v"),
                        Ops.arg("db", "w.minidb"),
                        Ops.arg("source_blob_names", List.of("w")));
        assertThat(sections(save, load, op("Negative", List.of("v"), List.of("z")))).isEqualTo(2);
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(-1, -2));
    }

    @Test
    void whatIsWrittenBeforeALoadDoesNotOutliveIt() throws IOException {
        save(Map.of("w", NDArray.vector(5, 6)));
        assertThat(sections(fill("w", 1), load(List.of(), "load_all"))).isEqualTo(1);
        assertThat(workspace.fetchBlob("w")).isEqualTo(NDArray.vector(5, 6));
        save(Map.of("v", NDArray.vector(5, 6)));
        assertThat(sections(fill("w", 1), load(List.of("w"), "allow_incomplete"))).isEqualTo(1);
        assertThat(workspace.fetchBlob("w")).isEqualTo(NDArray.vector(1, 1));
    }

    @Test
    void codeThatDoesNotSayItsTypesBeginsASectionAndLeavesWhatStandsBeforeItAlone() {
        workspace.register("Give", call -> call.output(0, NDArray.vector(9)));
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.feedBlob("y", NDArray.vector(2));
        OperatorDef copy = op("Copy", List.of("y"), List.of("z"));
        OperatorDef give = op("Give", List.of("x"), List.of("y"));
        assertThat(sections(copy, give)).isEqualTo(2);
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(2));
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(9));
        assertThat(sections(fill("y", 1), give)).isEqualTo(2);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(9));
    }

    @Test
    void codeThatSaysItsTypesStandsInTheOneGraph() {
        List<ArrayType> asked = new ArrayList<>();
        workspace.register(
                "Head",
                call -> call.output(0, NDArray.vector(call.input(0).floats()[0])),
                call -> {
                    asked.add(call.type(0));
                    return List.of(ArrayType.float32(1));
                });
        workspace.feedBlob("x", NDArray.vector(3, 4));
        OperatorDef head = op("Head", List.of("m"), List.of("h"));
        OperatorDef again = op("Head", List.of("h"), List.of("k"));
        OperatorDef first = op("Negative", List.of("x"), List.of("m"));
        OperatorDef last = op("Negative", List.of("k"), List.of("z"));
        assertThat(sections(first, head, again, last)).isEqualTo(1);
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(3));
        assertThat(asked).startsWith(ArrayType.float32(2), ArrayType.float32(1));
    }

    @Test
    void aNetIsPlannedAgainWhereCodeSaysOtherTypes() {
        int[] size = {2};
        workspace.register(
                "Give",
                call -> call.output(0, ones(size[0])),
                call -> List.of(ArrayType.float32(size[0])));
        assertThat(
                        sections(
                                op("Give", List.of(), List.of("y")),
                                op("Negative", List.of("y"), List.of("z"))))
                .isEqualTo(1);
        size[0] = 3;
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("z")).isEqualTo(NDArray.vector(-1, -1, -1));
    }

    @Test
    void codeThatGivesOtherTypesThanItSaysIsNamed() {
        HostOperator two = call -> call.output(0, ones(2));
        OperatorDef give = op("Give", List.of(), List.of("y"));
        workspace.register("Give", two, call -> List.of(ArrayType.float32(3)));
        assertThatThrownBy(() -> workspace.runOperatorOnce(give))
                .hasMessageContaining("Give \"y\" (operator 0 of net \"Give\")")
                .hasMessageContaining("fills blob \"y\" with float32 3, but gives float32 2");
        workspace.register("Give", two, call -> Arrays.asList((ArrayType) null));
        assertThatThrownBy(() -> workspace.runOperatorOnce(give))
                .hasMessageContaining("fills blob \"y\" with no tensor, but gives float32 2");
        workspace.register("Give", two, call -> List.of());
        assertThatThrownBy(() -> workspace.runOperatorOnce(give))
                .hasMessageContaining("Give (operator 0 of net \"Give\")")
                .hasMessageContaining("it says 0 types [], but has 1 outputs [y]");
        workspace.register("Give", two, call -> List.of(call.input(0).type()));
        workspace.feedBlob("x", NDArray.vector(1));
        assertThatThrownBy(() -> workspace.runOperatorOnce(op("Give", List.of("x"), List.of("y"))))
                .hasMessageContaining("the numbers of input \"x\" are not there");
    }

    @Test
    void anObjectIsNoTensorAndCutsNothing() throws IOException {
        save(Map.of("title", "Duograph"));
        workspace.feedBlob("title", NDArray.vector(1)); // an old one
        OperatorDef load = load(List.of("title"), "keep_device");
        OperatorDef save =
                Ops.operator("Save", List.of("title"), List.of(), Ops.arg("db", "copy.minidb"));
        assertThat(sections(fill("f", 1), load, save)).isEqualTo(1);
        assertThat(BlobFiles.loadAny(folder.resolve("copy.minidb"), name -> true))
                .containsExactly(Map.entry("title", "Duograph"));
        OperatorDef relu = op("Relu", List.of("title"), List.of("y"));
        assertThatThrownBy(() -> workspace.runNetOnce(net(load, relu)))
                .hasMessageContaining("its input blob \"title\" is no tensor here");
    }

    @Test
    void codeSeesAsAnObjectWhatTheGraphHolds() {
        List<Object> seen = new ArrayList<>();
        workspace.register("See", call -> seen.add(call.object(0, NDArray.class)));
        workspace.register("Read", call -> call.object(0, String.class));
        workspace.feedBlob("x", NDArray.vector(1, 2));
        OperatorDef negative = op("Negative", List.of("x"), List.of("x"));
        workspace.runNetOnce(net(negative, op("See", List.of("x"), List.of())));
        assertThat(seen).containsExactly(NDArray.vector(-1, -2));
        OperatorDef read = op("Read", List.of("x"), List.of());
        assertThatThrownBy(() -> workspace.runNetOnce(net(negative, read)))
                .hasMessageContaining("Blob \"x\" holds a float32 2, not a String");
    }

    @Test
    void fieldsThatOnlyNewerProgramsKnowDoNotStopAHostOperator() {
        UnknownFieldSet unknown =
                UnknownFieldSet.newBuilder()
                        .addField(
                                1000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                        .build())
                        .build();
        OperatorDef.Builder save =
                Ops.operator("Save", List.of("x"), List.of(), Ops.arg("db", "w.minidb")).toBuilder()
                        .setUnknownFields(unknown);
        save.getArgBuilder(0).setUnknownFields(unknown);
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.runOperatorOnce(save.build());
        assertThat(folder.resolve("w.minidb")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "CreateDB, 0, 0, its outputs are [reader]; but none were given",
        "CreateDB, 0, 2, its outputs are [reader]; but [o0; o1] were given",
        "Checkpoint, 0, 0, its inputs are [iteration; blobs (any number)]; but none were given",
        "TensorProtosDBInput, 0, 1, its inputs are [reader]; but none were given",
        "TensorProtosDBInput, 2, 1, its inputs are [reader]; but [i0; i1] were given",
        "Load, 2, 1, its inputs are [reader (optional)]; but [i0; i1] were given",
        "Save, 1, 1, its outputs are []; but [o0] were given",
        "DBExists, 0, 0, its outputs are [exists]; but none were given",
        "CreateMutex, 0, 0, its outputs are [mutex]; but none were given",
        "GivenTensorStringFill, 0, 0, it needs an output",
        "GivenTensorFill, 0, 0, it needs an output",
        "Print, 0, 0, it needs an input",
        "Summarize, 0, 0, it needs an input",
    })
    void anOperatorThatLacksABlobSaysWhatItNeeds(String type, int in, int out, String message) {
        List<String> inputs = List.of("i0", "i1").subList(0, in);
        inputs.forEach(blob -> workspace.feedBlob(blob, NDArray.vector(1)));
        OperatorDef op = op(type, inputs, List.of("o0", "o1").subList(0, out));
        assertThatThrownBy(() -> workspace.runOperatorOnce(op))
                .hasMessageContaining(type + " (operator 0 of net \"" + type + "\")")
                .hasMessageContaining(message.replace(';', ','));
    }

    @Test
    void typesOfHostOperatorsAreInferredWhereTheyCanBeTold() throws IOException {
        OperatorDef exists =
                Ops.operator("DBExists", List.of(), List.of("e"), Ops.arg("db", "w.minidb"));
        OperatorDef load = load(List.of("w"), "keep_device");
        NetDef net =
                net(
                        exists,
                        op("Not", List.of("e"), List.of("missing")),
                        load,
                        op("Negative", List.of("w"), List.of("v")));
        Inspection inspect = workspace.inspect();
        assertThat(inspect.inferShapesAndTypes(List.of(net), Map.of()))
                .containsOnlyKeys("e", "missing");
        save(Map.of("w", NDArray.vector(1, 2)));
        assertThat(inspect.inferShapesAndTypes(List.of(net), Map.of()))
                .containsEntry("v", ArrayType.float32(2));
        assertThat(inspect.inferOperator(net, 2, workspace::type, new HashMap<>()))
                .containsExactly(Map.entry("w", ArrayType.float32(2)));
        OperatorDef wrong = load(List.of("w"), "lod_all");
        assertThatThrownBy(() -> inspect.inferShapesAndTypes(List.of(net(wrong)), Map.of()))
                .hasMessageContaining("did you mean \"load_all\"?");
    }
}
