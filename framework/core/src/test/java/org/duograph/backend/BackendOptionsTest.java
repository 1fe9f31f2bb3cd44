package org.duograph.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendOptionsTest {
    private static final long GIB = 1L << 30;

    private static long memory(String amount) {
        return BackendOptions.parse("memory=" + amount).bytes("memory", 8 * GIB, -1);
    }

    @Test
    void aTextOfOptionsIsReadAndWrittenAgain() {
        BackendOptions options = BackendOptions.parse("memory=4GiB, precision = tf32");
        assertThat(options).hasToString("memory=4GiB,precision=tf32");
        assertThat(options.text("precision", "float32")).isEqualTo("tf32");
        assertThat(options.text("graphs", "yes")).isEqualTo("yes");
        assertThat(options.with("memory", "1G")).hasToString("memory=1G,precision=tf32");
        assertThat(BackendOptions.parse(" ").isEmpty()).isTrue();
    }

    @Test
    void amountsOfMemoryAreWrittenInUnitsOrAsAShare() {
        assertThat(memory("4GiB")).isEqualTo(4 * GIB);
        assertThat(memory("4g")).isEqualTo(4 * GIB);
        assertThat(memory("1.5GB")).isEqualTo(3 * GIB / 2);
        assertThat(memory("512 MiB")).isEqualTo(GIB / 2);
        assertThat(memory("4096")).isEqualTo(4096);
        assertThat(memory("4096B")).isEqualTo(4096);
        assertThat(memory("50%")).isEqualTo(4 * GIB);
        assertThat(BackendOptions.NONE.bytes("memory", GIB, 7)).isEqualTo(7);
    }

    @Test
    void whatIsNoAmountOfMemoryIsToldWithExamples() {
        for (String wrong :
                List.of("much", "G", "-1", "0", "0G", "200%", "%", "1e", "B", "9e18T")) {
            assertThatThrownBy(() -> memory(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("such as 4GiB, 512MiB or 50%, found \"" + wrong + "\"");
        }
    }

    @Test
    void wordsThatAreNotAllowedAreToldBesideThoseThatAre() {
        BackendOptions options = BackendOptions.parse("precision=tf23,graphs=maybe");
        assertThatThrownBy(() -> options.word("precision", "float32", List.of("float32", "tf32")))
                .hasMessageContaining("one of float32, tf32, found \"tf23\"");
        assertThatThrownBy(() -> options.flag("graphs", true))
                .hasMessageContaining("one of true, false, found \"maybe\"");
        assertThat(options.flag("deterministic", true)).isTrue();
        assertThat(BackendOptions.parse("a=true").flag("a", false)).isTrue();
    }

    @Test
    void anOptionThatTheBackendLacksIsToldBesideThoseThatItHas() {
        BackendOptions options = BackendOptions.parse("memroy=4GiB");
        assertThatThrownBy(() -> options.requireKnown("cuda", Map.of("memory", "how much")))
                .hasMessage(
                        "Backend \"cuda\" has no option \"memroy\"; it has memory; did you mean"
                                + " \"memory\"?");
        assertThatThrownBy(() -> options.requireKnown("java", Map.of()))
                .hasMessageContaining("it has none");
    }

    @Test
    void whatIsNoOptionIsRefused() {
        for (String wrong : List.of("fast", "=1", "a=", "a=1,", "a=1,b")) {
            assertThatThrownBy(() -> BackendOptions.parse(wrong))
                    .as(wrong)
                    .hasMessageContaining("NAME=VALUE, such as memory=4GiB");
        }
        assertThatThrownBy(() -> BackendOptions.parse("a=1,a=2")).hasMessageContaining("twice");
    }
}
