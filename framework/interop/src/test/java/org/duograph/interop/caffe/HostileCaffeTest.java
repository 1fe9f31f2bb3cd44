package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.NetParameter;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a model are, the answer is a translation or a message. */
@Timeout(600) // hundreds of draws, on a busy machine
class HostileCaffeTest {
    private static final String NET =
            """
            name: "old" input: "data"
            input_dim: 1 input_dim: 2 input_dim: 5 input_dim: 5
            layers { name: "c" type: CONVOLUTION bottom: "data" top: "c"
                     convolution_param { num_output: 3 kernel_size: 2 group: 1 dilation: 1 } }
            layers { name: "p" type: POOLING bottom: "c" top: "p"
                     pooling_param { kernel_size: 2 stride: 2 pad: 1 pool: AVE } }
            layers { name: "ip" type: INNER_PRODUCT bottom: "p" top: "ip"
                     inner_product_param { num_output: 4 axis: 1 } }
            layers { name: "s" type: SLICE bottom: "ip" top: "a" top: "b"
                     slice_param { slice_point: 1 } }
            layers { name: "prob" type: SOFTMAX bottom: "a" top: "prob" }
            """;

    private static byte[] weights() {
        NetParameter.Builder file = NetParameter.newBuilder().setName("old");
        file.addLayersBuilder().setName("c").addBlobs(blob(24)).addBlobs(blob(3));
        file.addLayersBuilder().setName("ip").addBlobs(blob(108)).addBlobs(blob(4));
        return file.build().toByteArray();
    }

    private static BlobProto blob(int count) {
        BlobProto.Builder blob = BlobProto.newBuilder().setNum(1).setWidth(count);
        for (int i = 0; i < count; i++) {
            blob.addData(i);
        }
        return blob.build();
    }

    static List<byte[]> files() {
        return List.of(NET.getBytes(StandardCharsets.UTF_8), weights());
    }

    private static void translate(byte[] net, byte[] weights) throws IOException {
        Path folder = Files.createTempDirectory("hostile");
        Path prototxt = Files.write(folder.resolve("net.prototxt"), net);
        Path caffemodel = Files.write(folder.resolve("net.caffemodel"), weights);
        try {
            CaffeTranslator.translate(
                    CaffeNet.read(prototxt, CaffeTranslator.Options.DEFAULT.state(), note -> {})
                            .withWeights(caffemodel, note -> {}),
                    CaffeTranslator.Options.DEFAULT);
        } catch (IOException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        } finally {
            Files.delete(prototxt);
            Files.delete(caffemodel);
            Files.delete(folder);
        }
    }

    @MethodSource("files")
    @FuzzTest
    void aModelIsReadOrRefused(byte[] bytes) throws IOException {
        translate(bytes, weights());
        translate(NET.getBytes(StandardCharsets.UTF_8), bytes);
    }

    @Test
    void soIsADamagedOne() {
        Draw.times(500, draw -> aModelIsReadOrRefused(draw.hostile(files())));
    }

    /** Numbers in a text that is whole, in place of others. */
    @Test
    void soIsOneWithOtherNumbers() {
        Draw.times(
                500,
                draw -> {
                    String digit = "(?<=: )\\d+";
                    int at = draw.between(0, 18);
                    int[] place = {0};
                    String number = "" + draw.of(List.of(0, -1, 7, 65536, Integer.MAX_VALUE));
                    String text =
                            java.util.regex.Pattern.compile(digit)
                                    .matcher(NET)
                                    .replaceAll(m -> place[0]++ == at ? number : m.group());
                    translate(text.getBytes(StandardCharsets.UTF_8), weights());
                });
    }
}
