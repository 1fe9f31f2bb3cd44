package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.net.GradientSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsAndDoctorTest {
    @Test
    void programsReadJson() {
        assertThat(CommandLineRun.good("ops", "list", "--filter", "MaxPool", "--json").out())
                .startsWith("[{\"")
                .contains("\"type\":\"MaxPool\"", "\"summary\":\"");
        assertThat(CommandLineRun.of("doctor", "--json").out())
                .startsWith("{\"")
                .contains("\"well\":", "\"advice\":[", "\"JDK\":\"" + Runtime.version());
    }

    @Test
    void listsAllOperators() {
        String out = CommandLineRun.good("ops", "list").out();
        for (OpDef op : OpCatalog.all()) {
            assertThat(out).containsPattern("(?m)^" + op.type() + " ");
        }
        assertThat(out).contains("TensorProtosDBInput");
    }

    @Test
    void listsThoseWithAWord() {
        assertThat(CommandLineRun.good("ops", "list", "--filter", "POOL").out())
                .contains("MaxPool")
                .doesNotContain("Conv");
        CommandLineRun none = CommandLineRun.of("ops", "list", "--filter", "no such word");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("No operator has");
    }

    @Test
    void explainsAnOperatorWithItsExample() {
        assertThat(CommandLineRun.good("ops", "doc", "Conv").out())
                .contains("b[m] + sum over c, u, v")
                .containsPattern("channels_last +int += 0 .*In nets: order")
                .contains("Differentiable: yes")
                .containsPattern("Backends: (onednn, )?vector, java")
                .contains("Conv(X, W, b, kernel=[2])")
                .contains("Y = float32 1x1x1x2 [16.0, 18.0]");
    }

    @Test
    void explainsEveryOperator() {
        for (OpDef op : OpCatalog.all()) {
            String out = CommandLineRun.good("ops", "doc", op.type()).out();
            assertThat(out).startsWith(op.type() + ": ").contains("Example:");
        }
    }

    @Test
    void explainsWhateverTheListHas() {
        CommandLineRun.good("ops", "list")
                .out()
                .lines()
                .map(line -> line.split(" ")[0])
                .forEach(
                        type ->
                                assertThat(CommandLineRun.good("ops", "doc", type).out())
                                        .startsWith(type + ": ")
                                        .contains("Example:"));
    }

    @Test
    void explainsAHostOperatorWithAllItsArguments() {
        assertThat(CommandLineRun.good("ops", "doc", "Save").out())
                .startsWith("Save: Writes blobs into a file")
                .contains("strip_prefix", "blob_name_overrides", "chunk_size", "absolute_path")
                .contains("Runs on the host");
    }

    @ParameterizedTest
    @CsvSource({
        "relu, Relu",
        "ReLU, Relu",
        "conv2d, Conv",
        "tf.nn.conv2d, Conv",
        "Dense, FC",
        "nn.Linear, FC",
        "max_pool, MaxPool",
        "BatchNormalization, SpatialBN",
        "AtomicIter, Iter",
        "CopyGPUToCPU, Copy"
    })
    void knowsWhatOthersCallAnOperator(String name, String here) {
        assertThat(CommandLineRun.good("ops", "doc", name).out())
                .startsWith(name + " is called " + here + " here.")
                .contains("\n" + here + ": ");
    }

    @Test
    void explainsTheGradientOperatorsOfNets() {
        assertThat(CommandLineRun.good("ops", "doc", "FCGradient").out())
                .contains("the gradient of FC as nets write it")
                .contains("reads input 0, input 1, output gradient 0")
                .contains("writes input gradient 1, input gradient 2, input gradient 0");
        for (String forward : OpCatalog.types()) {
            for (GradientSchema form : GradientSchema.ofForward(forward)) {
                String type = form.gradient();
                assertThat(CommandLineRun.good("ops", "doc", type).out()).contains(type + ": ");
            }
        }
    }

    @Test
    void suggestsAnOperator() {
        CommandLineRun run = CommandLineRun.of("ops", "doc", "Convv");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("did you mean \"Conv\"?");
    }

    @Test
    void theDoctorLooksAtEverything() {
        CommandLineRun run = CommandLineRun.of("doctor");
        assertThat(run.code()).isLessThan(2);
        assertThat(run.out())
                .containsPattern("JDK +" + Runtime.version().feature())
                .containsPattern("Memory +[\\d,]+ MB, of which the Java heap may take [\\d,]+ MB")
                .contains("Native cache")
                .contains("Backend onednn")
                .containsPattern("Backend java +reference")
                .contains("Threads")
                .contains("CIFAR-10")
                .containsPattern("Advice: |All is well");
    }

    @Test
    void theDoctorListsDevicesAndOptionsAndSaysWhatABackendLacks() {
        assertThat(CommandLineRun.of("doctor").out())
                .containsPattern("Backend cuda +2 devices")
                .containsPattern("cuda:0 +the first pretended GPU")
                .containsPattern("cuda:1 +the second pretended GPU")
                .containsPattern("option memory +how much memory it may take")
                .containsPattern("Backend driverless +unavailable: driver 470 was found; 525 or")
                .contains("Advice: Backend driverless can't be used: driver 470 was found");
    }

    @Test
    void anOperatorOfCaffe2sThatIsAbsentIsExplained() {
        CommandLineRun run = CommandLineRun.of("ops", "doc", "StumpFunc");
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("Caffe2's StumpFunc is 0 or 1", "GT and Where do it");
    }

    @Test
    void anOperatorByAnotherOfCaffe2sNamesIsShown() {
        CommandLineRun run = CommandLineRun.of("ops", "doc", "RowMul");
        assertThat(run.out()).contains("RowMul is called Mul here.", "Mul:");
    }
}
