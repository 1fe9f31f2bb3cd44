package org.duograph.lite.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.Workspace;
import org.duograph.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trained nets that come with the zoo, as files for small devices. */
class ZooModelsTest {
    private static final int IMAGES = 2000;

    @ParameterizedTest
    @ValueSource(strings = {"lenet-fashion", "resnet20-cifar10"})
    void answersAsTheEngineDoes(String name) throws IOException {
        try (Workspace workspace = new Workspace()) {
            Converted model = Converted.of(workspace, Zoo.standard().model(name));
            Interpreter lite = new Interpreter(model.converter.floatModel());
            for (NDArray x : model.draw(2, 0, 256)) {
                assertThat(model.lite(lite, x)).containsExactly(model.engine(x), within());
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(2e-5f);
    }

    @Test
    void batchNormalisationAndReluAreFoldedAway() throws IOException {
        try (Workspace workspace = new Workspace()) {
            Converted model = Converted.of(workspace, Zoo.standard().model("resnet20-cifar10"));
            assertThat(model.converter.floatModel().operations())
                    .extracting(operation -> operation.code().name())
                    .doesNotContain("RELU", "TRANSPOSE")
                    .filteredOn("MUL"::equals)
                    .as("only the pixels' deviation")
                    .hasSize(1);
        }
    }

    @Test
    void memoryIsThatOfWhatLivesAtOneTime() throws IOException {
        try (Workspace workspace = new Workspace()) {
            Converted model = Converted.of(workspace, Zoo.standard().model("resnet20-cifar10"));
            Interpreter lite = new Interpreter(model.converter.floatModel());
            long all =
                    lite.model().tensors().stream()
                            .filter(tensor -> !tensor.isConstant())
                            .mapToLong(tensor -> 4L * tensor.size())
                            .sum();
            assertThat(lite.memoryBytes()).isLessThan(all / 4);
        }
    }

    @Test
    void asInt8AQuarterAsLargeAndNearlyAsGoodOnCifar10() throws IOException {
        Path folder = OutsideData.cifar10();
        byte[] train = Files.readAllBytes(folder.resolve("data_batch_1.bin"));
        byte[] test = Files.readAllBytes(folder.resolve("test_batch.bin"));
        try (Workspace workspace = new Workspace()) {
            Converted model = Converted.of(workspace, Zoo.standard().model("resnet20-cifar10"));
            List<NDArray> examples = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                examples.add(image(train, i));
            }
            byte[] file = model.converter.int8(model.examples(examples));
            assertThat(file.length).isLessThan(model.converter.floats().length * 3 / 10);
            Interpreter small = new Interpreter(LiteConverter.read(file));
            int right = 0;
            int wanted = 0;
            for (int i = 0; i < IMAGES; i++) {
                int label = test[i * RECORD];
                right += best(model.lite(small, image(test, i))) == label ? 1 : 0;
                wanted += best(model.engine(image(test, i))) == label ? 1 : 0;
            }
            assertThat(right).as("of %d images", IMAGES).isGreaterThan(wanted - IMAGES / 100);
        }
    }

    private static final int RECORD = 3073;

    private static NDArray image(byte[] records, int i) {
        float[] pixels = new float[RECORD - 1];
        for (int j = 0; j < pixels.length; j++) {
            pixels[j] = records[i * RECORD + 1 + j] & 0xFF;
        }
        return NDArray.wrap(ArrayType.float32(1, 3, 32, 32), pixels);
    }

    private static int best(float[] scores) {
        return (int) NDArray.of(Shape.of(scores.length), scores).argMax(0).item();
    }
}
