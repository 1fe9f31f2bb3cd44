package org.duograph.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.junit.jupiter.api.Test;

/** Opening backends by devices: of two graphics processors and one without a driver. */
class DevicesTest {
    @Test
    void aDeviceIsOpenedByTheNameOfItsBackendAndItsNumber() {
        try (Backend younger = Backends.open("twins:1");
                Backend elder = Backends.open("twins");
                Backend gpu = Backends.open("gpu:1")) {
            assertThat(younger.device()).isEqualTo(new Device("twins", 1));
            assertThat(elder.device()).isEqualTo(new Device("twins", 0));
            assertThat(gpu.device()).isEqualTo(new Device("twins", 1));
        }
    }

    @Test
    void severalBackendsOfTheProcessorStandSideBySide() {
        try (Backend fifth = Backends.open("java:4");
                Backend cpu = Backends.open("cpu")) {
            assertThat(fifth.device()).isEqualTo(new Device("java", 4));
            assertThat(cpu.kind()).isEqualTo(Device.CPU);
        }
    }

    @Test
    void listingDevicesOpensNone() {
        int before = TwinsProvider.OPENED.get();
        assertThatThrownBy(() -> Backends.open("twins:2"))
                .hasMessageContaining("No backend \"twins:2\" can be used here; there are: ")
                .hasMessageContaining("java, twins:0, twins:1, driverless (unavailable: no driver");
        assertThat(Backends.whyUnavailable(new Device("twins", 2)))
                .hasValue("there are twins:0, twins:1");
        assertThat(Backends.whyUnavailable(new Device("twins", 1))).isEmpty();
        assertThat(TwinsProvider.OPENED).hasValue(before);
    }

    @Test
    void aBackendThatNobodyKnowsIsAnErrorWithAGuess() {
        assertThatThrownBy(() -> Backends.open("twin:1")).hasMessageContaining("mean \"twins\"?");
        assertThatThrownBy(() -> Backends.whyUnavailable(Device.of("abacus")))
                .hasMessageContaining("No backend \"abacus\" can be used here; there are: java");
    }

    @Test
    void oneOfDuographsOwnThatIsNotThereIsToldWithItsDependency() {
        assertThat(Backends.whyUnavailable(Device.of("cuda")))
                .hasValueSatisfying(
                        why -> assertThat(why).endsWith("org.duograph:duograph-backend-cuda"));
        assertThatThrownBy(() -> Backends.open("cuda:1"))
                .hasMessageEndingWith("Add the dependency org.duograph:duograph-backend-cuda");
        assertThat(Backends.isGpu(Device.of("cuda"))).isTrue();
        assertThat(Backends.isGpu(Device.of("gpu"))).isTrue();
        assertThat(Backends.isGpu(Device.of("twins"))).isTrue();
        assertThat(Backends.isGpu(Device.of("onednn"))).isFalse();
    }

    @Test
    void optionsBehindTheNameReachTheBackend() {
        Backends.open("twins:1,memory=4GiB").close();
        assertThat(TwinsProvider.lastOptions).hasToString("memory=4GiB");
        Backends.open("gpu,precision=tf32").close();
        assertThat(TwinsProvider.lastOptions).hasToString("precision=tf32");
        assertThatThrownBy(() -> Backends.open("java,memory=4GiB"))
                .hasMessageContaining("Backend \"java\" has no option \"memory\"; it has none");
    }

    @Test
    void aChoiceIsWrittenAsItIsRead() {
        for (String text : List.of("", "cuda", "cuda:1", "cuda:1,memory=4GiB", ",memory=4GiB")) {
            assertThat(BackendChoice.parse(text)).hasToString(text);
        }
        for (String wrong : List.of(":1", "cuda:", "cuda:x", "cuda:-1", "cuda:1:2", "cuda:99999")) {
            assertThatThrownBy(() -> BackendChoice.parse(wrong))
                    .as(wrong)
                    .hasMessageContaining("such as cuda:1, found \"" + wrong + "\"");
        }
    }

    @Test
    void theBestThatOpensIsTakenAndOneThatFailsIsTold() {
        BackendProvider java = Backends.providers().get(0);
        List<BackendProvider> providers = List.of(new TwinsProvider(), java);
        List<String> told = new ArrayList<>();
        BackendChoice broken = BackendChoice.parse(",precision=broken");
        try (Backend best = Backends.openBest(providers, broken, (n, w) -> told.add(n + w))) {
            assertThat(best).isInstanceOf(JavaBackend.class);
            assertThat(best.kind()).isEqualTo(Device.CPU);
        }
        assertThat(told).containsExactly("twinsthe twins are at odds");
    }
}
