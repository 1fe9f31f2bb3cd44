package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.MiniDb;
import org.duograph.workspace.io.MiniDbWriter;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProtos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a net reads from a database is planned for the records as they are. */
class DatabaseInputTest {
    private static final OperatorDef NEGATIVE =
            Ops.operator("Negative", List.of("x"), List.of("y"));

    private final Workspace workspace = new Workspace("java", 0);
    private @TempDir Path folder;

    @BeforeEach
    void files() {
        workspace.setRootFolder(folder);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static NDArray ones(int size) {
        NDArray array = NDArray.zeros(ArrayType.float32(size));
        Arrays.fill(array.floats(), 1);
        return array;
    }

    private static NetDef net(OperatorDef... ops) {
        return NetDef.newBuilder().setName("n").addAllOp(List.of(ops)).build();
    }

    private int sections(OperatorDef... ops) {
        workspace.createNet(net(ops), true);
        workspace.runNet("n");
        return workspace.plans("n").size();
    }

    private void database(String name, int... sizes) throws IOException {
        try (MiniDbWriter db = MiniDb.create(folder.resolve(name))) {
            for (int size : sizes) {
                TensorProtos record =
                        TensorProtos.newBuilder()
                                .addProtos(TensorCodec.toProto(ones(size)))
                                .build();
                db.put("k" + size, record.toByteArray());
            }
            db.commit();
        }
    }

    private void open(String file) {
        workspace.runOperatorOnce(
                Ops.operator("CreateDB", List.of(), List.of("reader"), Ops.arg("db", file)));
    }

    private static OperatorDef read(int batch) {
        return Ops.operator(
                "TensorProtosDBInput",
                List.of("reader"),
                List.of("x"),
                Ops.arg("batch_size", batch));
    }

    @Test
    void aReaderOfOtherSizesIsPlannedAgain() throws IOException {
        database("two.minidb", 2);
        database("three.minidb", 3);
        open("two.minidb");
        assertThat(sections(read(1), NEGATIVE)).isEqualTo(1);
        open("three.minidb");
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.of(Shape.of(1, 3), -1f, -1f, -1f));
    }

    @Test
    void recordsThatComeAsTheyAreMayDiffer() throws IOException {
        database("mixed.minidb", 2, 3);
        open("mixed.minidb");
        assertThat(sections(read(0), NEGATIVE)).isEqualTo(1);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(-1, -1));
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(-1, -1, -1));
    }

    @Test
    void aReaderThatThisNetOpensIsReadInASectionOfItsOwn() throws IOException {
        database("two.minidb", 2);
        OperatorDef create =
                Ops.operator("CreateDB", List.of(), List.of("reader"), Ops.arg("db", "two.minidb"));
        assertThat(sections(create, read(1), NEGATIVE)).isEqualTo(2);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.of(Shape.of(1, 2), -1f, -1f));
    }

    @Test
    void whatCanNotBeReadIsNamedWithOperatorAndNet() throws IOException {
        database("two.minidb", 2);
        open("two.minidb");
        assertThatThrownBy(() -> workspace.runNetOnce(net(read(-1))))
                .hasMessageContaining("TensorProtosDBInput (operator 0 of net \"n\")")
                .hasMessageContaining("batch_size must be 1 or more")
                .hasMessageContaining("found -1");
        Files.write(folder.resolve("empty.minidb"), new byte[0]);
        open("empty.minidb");
        assertThatThrownBy(() -> workspace.runNetOnce(net(read(1))))
                .hasMessageContaining("TensorProtosDBInput (operator 0 of net \"n\")")
                .hasMessageContaining("empty.minidb has no records");
    }
}
