package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The outputs shown on the pages are what the code shown on the pages prints.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes them anew.
 */
class SnippetsTest {
    private static final Path RECORDED = Path.of("src/recorded");

    @Test
    void theFirstGraphPrintsWhatTheWelcomePageShows() throws IOException {
        check("first-graph.txt", FirstGraph.run());
    }

    @Test
    void theRecurrentLayerPrintsWhatThePageAboutTheEngineShows() throws IOException {
        check("recurrent.txt", Recurrent.run());
    }

    @Test
    void javaCodeInANetPrintsWhatThePageAboutOperatorsOfYourOwnShows() throws IOException {
        check("host-code.txt", HostCode.run());
    }

    @Test
    void aNetInBothFacesHasThePlansThatThePageAboutBothFacesShows() throws IOException {
        check("both-faces.txt", BothFaces.run());
    }

    private static void check(String file, String printed) throws IOException {
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(RECORDED.resolve(file), printed);
        }
        assertThat(printed).isEqualTo(Files.readString(RECORDED.resolve(file)));
    }
}
