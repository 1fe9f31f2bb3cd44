package org.duograph.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private record Provider(String name, int rank, Optional<String> whyUnavailable)
            implements BackendProvider {
        @Override
        public boolean isFallback() {
            return name.equals("java");
        }

        @Override
        public Backend open() {
            throw new AssertionError("not asked for");
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
    void withAFastBackendThereIsNothingToTell() {
        Provider fast = new Provider("onednn", 10, Optional.empty());
        assertThat(Backends.whySlow(List.of(fast, REFERENCE))).isEmpty();
    }
}
