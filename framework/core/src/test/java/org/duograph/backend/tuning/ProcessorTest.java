package org.duograph.backend.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void itsNameIsOneLineAndAlwaysTheSame() {
        assertThat(Processor.name()).isNotBlank().doesNotContain("\t", "\n");
        assertThat(Processor.name()).isEqualTo(Processor.name());
    }
}
