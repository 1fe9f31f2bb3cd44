package org.duograph.interop.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.duograph.interop.caffe.proto.Datum;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.MiniDb;
import org.duograph.workspace.io.MiniDbWriter;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProtos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ImageInput on records of Caffe2 and of Caffe. */
class ImageInputTest {
    @TempDir Path folder;

    /** Rows and columns as its red and green; blue is what is given. */
    private static byte[] png(int height, int width, int blue) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, y << 16 | x << 8 | blue);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] tensors(TensorProto image, int label) {
        return TensorProtos.newBuilder()
                .addProtos(image)
                .addProtos(TensorCodec.toProto(NDArray.of(Shape.of(1), label)))
                .build()
                .toByteArray();
    }

    private static TensorProto encoded(byte[] file) {
        return TensorProto.newBuilder()
                .addDims(1)
                .setDataType(TensorProto.DataType.STRING)
                .addStringData(ByteString.copyFrom(file))
                .build();
    }

    private void database(byte[]... records) throws IOException {
        try (MiniDbWriter db = MiniDb.create(folder.resolve("images.minidb"))) {
            for (int i = 0; i < records.length; i++) {
                db.put("%08d".formatted(i), records[i]);
            }
            db.commit();
        }
    }

    private static OperatorDef input(Map<String, ?> args) {
        return Ops.operator("ImageInput", List.of("reader"), List.of("data", "label"), args);
    }

    /** Runs as often as asked, and gives data and label of each run. */
    private List<List<NDArray>> run(int times, Map<String, ?> args) {
        NetDef net = NetDef.newBuilder().setName("read").addOp(input(args)).build();
        List<List<NDArray>> all = new ArrayList<>();
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.setRootFolder(folder);
            workspace.runOperatorOnce(
                    Ops.operator(
                            "CreateDB",
                            List.of(),
                            List.of("reader"),
                            Ops.arg("db", "images.minidb")));
            workspace.createNet(net);
            for (int i = 0; i < times; i++) {
                workspace.runNet("read");
                all.add(List.of(workspace.fetchBlob("data"), workspace.fetchBlob("label")));
            }
        }
        return all;
    }

    private static Map<String, Object> args(Object... namesAndValues) {
        Map<String, Object> args = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return args;
    }

    @Test
    void theMiddleIsCutOutWithChannelsLastAndBlueFirst() throws IOException {
        database(tensors(encoded(png(6, 8, 50)), 3), tensors(encoded(png(4, 4, 60)), 1));
        List<NDArray> batch = run(1, args("batch_size", 3, "crop", 2, "is_test", 1)).get(0);
        assertThat(batch.get(0).shape()).isEqualTo(Shape.of(3, 2, 2, 3));
        assertThat(batch.get(0).row(0))
                .isEqualTo(NDArray.of(Shape.of(2, 2, 3), 50f, 3, 2, 50, 4, 2, 50, 3, 3, 50, 4, 3));
        assertThat(batch.get(0).get(12)).isEqualTo(60);
        assertThat(batch.get(0).row(2)).isEqualTo(batch.get(0).row(0));
        assertThat(batch.get(1)).isEqualTo(NDArray.of(Shape.of(3), 3, 1, 3));
    }

    @Test
    void orderMeanAndStdAreAsAsked() throws IOException {
        database(tensors(encoded(png(2, 2, 50)), 0));
        NDArray data =
                run(
                                1,
                                args(
                                        "batch_size",
                                        1,
                                        "crop",
                                        2,
                                        "is_test",
                                        1,
                                        "order",
                                        "NCHW",
                                        "mean_per_channel",
                                        new float[] {40, 1, 0},
                                        "std",
                                        2f))
                        .get(0)
                        .get(0);
        assertThat(data)
                .isEqualTo(
                        NDArray.of(
                                Shape.of(1, 3, 2, 2),
                                5f,
                                5,
                                5,
                                5,
                                -0.5f,
                                0,
                                -0.5f,
                                0,
                                0,
                                0,
                                0.5f,
                                0.5f));
    }

    @Test
    void scaleFitsTheShorterSideAndWarpBoth() throws IOException {
        database(tensors(encoded(png(40, 80, 9)), 0));
        Map<String, Object> args = args("batch_size", 1, "scale", 20, "crop", 20, "is_test", 1);
        float green = run(1, args).get(0).get(0).floats()[1];
        assertThat(green).isBetween(20f, 22f); // ten columns are cut off at the left
        args.put("warp", 1);
        assertThat(run(1, args).get(0).get(0).floats()[1]).isBetween(1f, 3f);
        args.remove("warp");
        args.put("minsize", 60);
        args.put("scale", -1);
        assertThat(run(1, args).get(0).get(0).floats()[1]).isBetween(32f, 35f);
    }

    @Test
    void trainingCutsAnywhereAndMirrorsHalfAndRepeatsItself() throws IOException {
        database(tensors(encoded(png(10, 10, 9)), 0));
        Map<String, Object> args = args("batch_size", 200, "crop", 4, "mirror", 1);
        NDArray data = run(1, args).get(0).get(0);
        List<Integer> rows = new ArrayList<>();
        int mirrored = 0;
        for (int n = 0; n < 200; n++) {
            rows.add((int) data.get(n * 48 + 2));
            mirrored += data.get(n * 48 + 1) > data.get(n * 48 + 4) ? 1 : 0;
        }
        assertThat(rows).contains(0, 1, 2, 3, 4, 5, 6).allMatch(row -> row <= 6);
        assertThat(mirrored).isBetween(70, 130);
        assertThat(run(1, args).get(0).get(0)).isEqualTo(data);
        assertThat(run(2, args).get(1).get(0)).isNotEqualTo(data);
        args.put("decode_threads", 1);
        assertThat(run(1, args).get(0).get(0)).isEqualTo(data);
    }

    @Test
    void greyIsOneChannel() throws IOException {
        database(tensors(encoded(png(2, 2, 255)), 0));
        NDArray data =
                run(1, args("batch_size", 1, "crop", 1, "color", 0, "is_test", 1)).get(0).get(0);
        assertThat(data.shape()).isEqualTo(Shape.of(1, 1, 1, 1));
        assertThat(data.item()).isEqualTo(29); // 0.114 of blue
    }

    @Test
    void bytesAreRowsOfPixelsBlueFirst() throws IOException {
        NDArray pixels =
                NDArray.ofBytes(
                        Shape.of(1, 2, 3),
                        (byte) 1,
                        (byte) 2,
                        (byte) 3,
                        (byte) 4,
                        (byte) 5,
                        (byte) 200);
        database(tensors(TensorCodec.toProto(pixels), 7));
        List<NDArray> batch = run(1, args("batch_size", 1, "crop", 1, "is_test", 1)).get(0);
        assertThat(batch.get(0)).isEqualTo(NDArray.of(Shape.of(1, 1, 1, 3), 1f, 2, 3));
        assertThat(batch.get(1).get(0)).isEqualTo(7);
    }

    @Test
    void caffesDatumIsPlaneByPlaneOrEncoded() throws IOException {
        byte[] planes = {1, 2, 3, 4, 5, 6};
        Datum raw =
                Datum.newBuilder()
                        .setChannels(3)
                        .setHeight(1)
                        .setWidth(2)
                        .setData(ByteString.copyFrom(planes))
                        .setLabel(4)
                        .build();
        Datum file =
                Datum.newBuilder()
                        .setEncoded(true)
                        .setData(ByteString.copyFrom(png(1, 1, 77)))
                        .setLabel(5)
                        .build();
        database(raw.toByteArray(), file.toByteArray());
        Map<String, Object> args =
                args("batch_size", 2, "crop", 1, "is_test", 1, "use_caffe_datum", 1);
        List<NDArray> batch = run(1, args).get(0);
        assertThat(batch.get(0)).isEqualTo(NDArray.of(Shape.of(2, 1, 1, 3), 1f, 3, 5, 77, 0, 0));
        assertThat(batch.get(1)).isEqualTo(NDArray.of(Shape.of(2), 4, 5));
    }

    @Test
    void whatCantBeIsRefusedWithItsPlace() throws IOException {
        database(tensors(encoded(png(4, 4, 1)), 0), tensors(encoded("no image".getBytes()), 0));
        assertThatThrownBy(() -> run(1, args("batch_size", 2, "crop", 2)))
                .hasStackTraceContaining("images.minidb, image 1 is no picture");
        assertThatThrownBy(() -> run(1, args("batch_size", 1, "crop", 9)))
                .hasStackTraceContaining("image 0 has 4 x 4 pixels, fewer than crop, 9");
        assertThatThrownBy(() -> run(1, args("batch_size", 1, "crop", 9, "scale", 8)))
                .hasMessageContaining("crop, 9, must not be larger than scale, 8");
        assertThatThrownBy(() -> run(1, args("batch_size", 1)))
                .hasMessageContaining("crop must be 1 or more");
        assertThatThrownBy(() -> run(1, args("batch_size", 1, "crop", 1, "mirrors", 1)))
                .hasMessageContaining("did you mean \"mirror\"");
    }
}
