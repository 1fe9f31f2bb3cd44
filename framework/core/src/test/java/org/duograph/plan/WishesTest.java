package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendChoice;
import org.duograph.backend.TwinsProvider;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

/** Devices that nodes wish for, beside those that are preferred. */
class WishesTest {
    private static Node relu(String device) {
        Device wish = device.isEmpty() ? Device.ANY : Device.parse(device);
        Node.Settings settings = new Node.Settings(wish, OptionalLong.empty(), "a test");
        Graph graph = new Graph("net");
        return graph.append(
                "r",
                OpCatalog.get("Relu"),
                Map.of(),
                settings,
                List.of(graph.variable("x", ArrayType.float32(2))));
    }

    /** What is logged while something runs. */
    private static List<String> warnings(Runnable action) {
        List<String> texts = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord warning) {
                        texts.add(warning.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger(Placement.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return texts;
    }

    @Test
    void aDeviceIsOpenedWhenItIsWishedForAndOnlyOnce() {
        int before = TwinsProvider.OPENED.get();
        try (Placement placement = Placement.of(new JavaBackend())) {
            assertThat(TwinsProvider.OPENED).hasValue(before);
            Backend younger = placement.choose(relu("twins:1"));
            assertThat(younger.device()).hasToString("twins:1");
            assertThat(placement.choose(relu("twins:1"))).isSameAs(younger);
            assertThat(placement.choose(relu("gpu:1"))).isSameAs(younger);
            assertThat(TwinsProvider.OPENED).hasValue(before + 1);
            assertThat(placement.choose(relu("cpu"))).isSameAs(placement.preferred());
            assertThat(placement.choose(relu("java:2")).device()).hasToString("java:2");
            assertThat(placement.choose(relu("cpu:2")).device()).hasToString("java:2");
            assertThat(placement.backends()).hasSize(1);
        }
    }

    @Test
    void theOptionsOfTheChoiceHoldForTheOtherDevicesOfTheBackend() {
        try (Placement placement = Placement.of("twins,memory=1G")) {
            assertThat(placement.choose(relu("")).device()).hasToString("twins");
            placement.choose(relu("gpu:1"));
            assertThat(TwinsProvider.lastOptions).hasToString("memory=1G");
            assertThat(placement.choose(relu("cpu")).kind()).isEqualTo(Device.CPU);
        }
    }

    @Test
    void whereADeviceCannotBeUsedThePreferredOneIsAndTheReasonIsToldOnce() {
        try (Placement placement = Placement.of(new JavaBackend())) {
            List<String> told =
                    warnings(
                            () -> {
                                for (int i = 0; i < 2; i++) {
                                    assertThat(placement.choose(relu("driverless:1")))
                                            .isSameAs(placement.preferred());
                                    assertThat(placement.choose(relu("cuda")))
                                            .isSameAs(placement.preferred());
                                }
                            });
            assertThat(told)
                    .containsExactly(
                            "Device driverless:1 can't be used, and java is used instead: no driver"
                                    + " was found; version 525 or newer is needed",
                            "Device cuda can't be used, and java is used instead: its backend is"
                                    + " not on the class path. Add the dependency"
                                    + " org.duograph:duograph-backend-cuda");
        }
    }

    @Test
    void aWishThatMustBeFulfilledIsAnErrorWhereItCannotBe() {
        try (Placement placement = Placement.of(false, new JavaBackend())) {
            assertThatThrownBy(() -> placement.choose(relu("driverless")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Relu \"r\" (a test) asks for device \"driverless\": it can't be used:"
                                    + " no driver was found; version 525 or newer is needed");
            assertThatThrownBy(() -> placement.choose(relu("twins:2")))
                    .hasMessageContaining("there are twins:0, twins:1");
        }
    }

    @Test
    void aGraphicsProcessorThatIsChosenAndCannotBeUsedIsReplacedByTheBest() {
        List<String> told =
                warnings(
                        () -> {
                            try (Placement placement = Placement.of("driverless:3")) {
                                assertThat(placement.preferred().name()).isEqualTo("java");
                            }
                        });
        assertThat(told)
                .first()
                .asString()
                .startsWith("Device driverless:3 can't be used, and the best backend that can be");
        BackendChoice choice = BackendChoice.parse("driverless");
        assertThatThrownBy(() -> Placement.of(choice, false)).hasMessageContaining("no driver");
        assertThatThrownBy(() -> Placement.of("abacus")).hasMessageContaining("No backend");
    }
}
