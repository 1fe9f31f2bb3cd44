package org.duograph.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SkipReasonsTest {

    /** Not found by Surefire, which leaves nested classes alone. */
    static class ThreeTests {
        @Test
        void runs() {}

        @Test
        void needsWhatIsNotHere() {
            abort("needs a moon");
        }

        @Test
        @Disabled("until spring")
        void waits() {}
    }

    @Test
    void printsOneLineForEachSkippedTestAndNoneForOthers() {
        var printed = new ByteArrayOutputStream();
        var listener = new SkipReasons(new PrintStream(printed, true, UTF_8));
        LauncherConfig config =
                LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(listener)
                        .build();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(ThreeTests.class))
                        .build();

        LauncherFactory.create(config).execute(request);

        assertThat(printed.toString(UTF_8).lines())
                .containsExactlyInAnyOrder(
                        "SKIPPED SkipReasonsTest$ThreeTests.needsWhatIsNotHere(): needs a moon",
                        "SKIPPED SkipReasonsTest$ThreeTests.waits(): until spring");
    }
}
