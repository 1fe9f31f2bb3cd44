package org.duograph.oracle.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Models that other people ship in packages of npm, and inputs for them. {@code models} beside this
 * module's POM fetches them into the folder that {@code -Dduograph.onnx.models} names.
 */
final class RealModels {
    private static final String FOLDER = "duograph.onnx.models";

    /**
     * A model.
     *
     * @param name what it does
     * @param file its file
     * @param cnn whether it is a convolutional net
     * @param feeds what it is fed
     */
    record RealModel(String name, Path file, boolean cnn, Map<String, NDArray> feeds) {
        byte[] bytes() throws IOException {
            return Files.readAllBytes(file);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private RealModels() {}

    /** The folder with the packages, or null if none was named. */
    static Path folder() {
        String folder = System.getProperty(FOLDER, "");
        return folder.isEmpty() || folder.startsWith("${") ? null : Path.of(folder);
    }

    /** All models. */
    static List<RealModel> all() {
        Path ocr = folder().resolve("ocr-models/assets");
        Path voice = folder().resolve("vad-web/dist");
        Path words = folder().resolve("openwakeword-js/models");
        return List.of(
                new RealModel(
                        "direction of text (PP-OCR v2 cls)",
                        ocr.resolve("ch_ppocr_mobile_v2.0_cls_infer.onnx"),
                        true,
                        Map.of("x", pixels(1, 3, 48, 192))),
                new RealModel(
                        "where text is (PP-OCR v4 det)",
                        ocr.resolve("ch_PP-OCRv4_det_infer.onnx"),
                        true,
                        Map.of("x", pixels(1, 3, 320, 320))),
                new RealModel(
                        "what text says (PP-OCR v4 rec)",
                        ocr.resolve("ch_PP-OCRv4_rec_infer.onnx"),
                        true,
                        Map.of("x", pixels(1, 3, 48, 320))),
                new RealModel(
                        "wake word (openWakeWord)",
                        words.resolve("hello_deepa.onnx"),
                        false,
                        Map.of("onnx::Flatten_0", pixels(1, 25, 96))),
                new RealModel(
                        "voice activity (Silero, legacy)",
                        voice.resolve("silero_vad_legacy.onnx"),
                        false,
                        legacyVoice()),
                new RealModel(
                        "voice activity (Silero v5)",
                        voice.resolve("silero_vad_v5.onnx"),
                        false,
                        voice()),
                new RealModel(
                        "voice activity (Silero v6)",
                        voice.resolve("silero_vad_v6.onnx"),
                        false,
                        voice()));
    }

    private static NDArray pixels(int... dims) {
        return Close.numbers(Shape.of(dims), 1);
    }

    private static NDArray rate() {
        return NDArray.full(new ArrayType(DType.INT64, Shape.SCALAR), 16_000);
    }

    private static NDArray samples(int count) {
        NDArray samples = NDArray.zeros(ArrayType.float32(1, count));
        for (int i = 0; i < count; i++) {
            samples.set(i, 0.3 * Math.sin(i * 0.08) + 0.1 * Math.sin(i * 0.31));
        }
        return samples;
    }

    private static Map<String, NDArray> voice() {
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        feeds.put("input", samples(576));
        feeds.put("state", pixels(2, 1, 128));
        feeds.put("sr", rate());
        return feeds;
    }

    private static Map<String, NDArray> legacyVoice() {
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        feeds.put("input", samples(1536));
        feeds.put("sr", rate());
        feeds.put("h", pixels(2, 1, 64));
        feeds.put("c", pixels(2, 1, 64));
        return feeds;
    }
}
