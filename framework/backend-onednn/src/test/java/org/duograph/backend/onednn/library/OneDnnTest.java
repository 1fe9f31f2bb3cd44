package org.duograph.backend.onednn.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class OneDnnTest {
    @Test
    void whereTheNativeLibraryIsMissingTheArtifactToAddIsNamed() {
        Throwable searched =
                new UnsatisfiedLinkError(
                        "Could not find jnidnnl in class, module, and library paths.");
        Throwable failure = new UnsatisfiedLinkError("no jnidnnl in java.library.path: /lib");
        failure.initCause(searched);
        String advice =
                "the class path has no oneDNN library for "
                        + Loader.getPlatform()
                        + " (org.bytedeco:dnnl with that classifier)";
        assertThat(OneDnn.explain(failure)).isEqualTo(advice);
        assertThat(OneDnn.explain(searched)).isEqualTo(advice);
    }

    @Test
    void aClassThatIsMissingIsNamed() {
        Throwable failure = new NoClassDefFoundError("org/bytedeco/dnnl/global/dnnl");
        failure.initCause(new ClassNotFoundException("org.bytedeco.dnnl.global.dnnl"));
        assertThat(OneDnn.explain(failure))
                .contains("no class org.bytedeco.dnnl.global.dnnl,")
                .doesNotContain("classifier");
    }

    @Test
    void anOldSystemIsToldWhatItLacks() {
        assertThat(OneDnn.explain(new UnsatisfiedLinkError("version `GLIBC_2.34' not found")))
                .startsWith("oneDNN needs glibc 2.34")
                .contains("GLIBC_2.34");
    }
}
