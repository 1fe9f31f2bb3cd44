package org.duograph.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.duograph.experiments.harness.NetSpec.Parameter;
import org.junit.jupiter.api.Test;

/** Peers outside of Java read in a file what the nets' parameters are, and check theirs by it. */
class PeerNetsTest {
    /** Name, number of parameters, and the shape of each. */
    private static String line(NetSpec net) {
        int count = net.parameters().stream().mapToInt(Parameter::size).sum();
        String shapes =
                net.parameters().stream().map(PeerNetsTest::shape).collect(Collectors.joining(" "));
        return net.name() + " " + count + " " + shapes;
    }

    private static String shape(Parameter parameter) {
        return Arrays.stream(parameter.shape())
                .mapToObj(Long::toString)
                .collect(Collectors.joining("x"));
    }

    @Test
    void theFileForPyTorchListsTheParametersOfAllNets() throws IOException {
        Path file = Path.of("../peers/pytorch-gpu/nets.txt");
        assertThat(Files.readAllLines(file))
                .isEqualTo(NetSpec.names().stream().map(n -> line(NetSpec.named(n))).toList());
    }
}
