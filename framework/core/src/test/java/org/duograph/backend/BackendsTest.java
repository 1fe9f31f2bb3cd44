package org.duograph.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private record Provider(String name, int rank, Optional<String> whyUnavailable)
            implements BackendProvider {
        @Override
        public boolean isFallback() {
            return !name.equals("onednn");
        }

        @Override
        public Backend open(Device device, BackendOptions options) {
            assertThat(name).isEqualTo("java");
            return new JavaBackend();
        }
    }

    private static final Provider REFERENCE = new Provider("java", 0, Optional.empty());

    @Test
    void theReferenceAloneIsSlowAndTheDependencyToAddIsNamed() {
        assertThat(Backends.whySlow(List.of(REFERENCE)))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .contains("reference kernels", "many times slower")
                                        .contains("org.duograph:duograph-backend-onednn"));
    }

    @Test
    void aFastBackendThatCannotBeUsedIsNamedWithItsReason() {
        Provider broken = new Provider("onednn", 10, Optional.of("no library for this system"));
        assertThat(Backends.whySlow(List.of(broken, REFERENCE)))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .contains("onednn can't be used: no library for this"));
    }

    @Test
    void onlyFallbacksThatCanBeUsedAndAreNotOpenYetAreOpened() {
        List<BackendProvider> providers =
                List.of(
                        new Provider("onednn", 10, Optional.empty()),
                        new Provider("host", 5, Optional.of("no memory outside of the heap")),
                        REFERENCE);
        assertThat(Backends.fallbacks(providers, List.of("onednn")))
                .extracting(Backend::name)
                .containsExactly("java");
        assertThat(Backends.fallbacks(providers, List.of("java"))).isEmpty();
    }

    /** The vector backend ranks as it is fast, which takes a while to find out. */
    @Test
    void whoNamesABackendDoesNotWaitForAnyRank() {
        int asked = TwinsProvider.RANKED.get();
        Backends.open("twins:1").close();
        assertThat(Backends.find(Device.of("twins"))).isPresent();
        assertThat(Backends.fallbacks(List.of())).isNotEmpty();
        assertThat(TwinsProvider.RANKED).hasValue(asked);
        Backends.open("").close();
        assertThat(TwinsProvider.RANKED).as("for the best").hasValueGreaterThan(asked);
    }

    @Test
    void aNodeThatNoFactorySupportsIsNamed() {
        KernelFactory never =
                new KernelFactory() {
                    @Override
                    public Blueprint prepare(KernelRequest request) {
                        throw new AssertionError("not asked for");
                    }

                    @Override
                    public boolean supports(Node node) {
                        return false;
                    }

                    @Override
                    public String toString() {
                        return "never";
                    }
                };
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(2));
        Node node = graph.append("r", OpCatalog.get("Relu"), Map.of(), x);
        KernelFactory none = FirstThatSupports.of(List.of(never, never));
        assertThatThrownBy(() -> none.prepare(new KernelRequest(node, List.of(), List.of(), 0)))
                .hasMessageContaining("Relu \"r\"")
                .hasMessageContaining("none of [never, never] supports it");
    }

    @Test
    void withAFastBackendThereIsNothingToTell() {
        Provider fast = new Provider("onednn", 10, Optional.empty());
        assertThat(Backends.whySlow(List.of(fast, REFERENCE))).isEmpty();
    }
}
