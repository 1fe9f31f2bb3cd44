package org.duograph.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.duograph.survey.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyServerTest {
    @TempDir Path folder;

    @Test
    void oneCommandServesTheShippedStudyAndStopsWhenAsked() throws Exception {
        Path data = folder.resolve("data");
        try (ServerProcess server = new ServerProcess(data)) {
            String participants = server.link("participants");
            assertThat(participants).endsWith("/s/framework-usability");
            assertThat(get(participants)).contains("<form");
            String setUp = server.link("researcher");
            assertThat(setUp).contains("/admin/setup/");
            assertThat(get(setUp)).contains("Set the password");
            assertThat(server.stop()).isEqualTo(143); // 128 + SIGTERM
            String token = setUp.substring(setUp.lastIndexOf('/') + 1);
            assertThat(server.log()).doesNotContain(token, "Exception");
        }
        try (ServerProcess again = new ServerProcess(data)) {
            assertThat(again.greeting).last().asString().startsWith("Stop it");
        }
    }

    @Test
    void aDemonstrationIsLoadedOnceAndMarked() {
        Path data = folder.resolve("data");
        for (int start = 0; start < 2; start++) {
            try (ServerProcess server = new ServerProcess(data, "--demo")) {
                assertThat(String.join("\n", server.greeting)).contains("SYNTHETIC");
                server.stop();
            }
        }
        try (Store store = Store.open(data, Clock.systemUTC())) {
            assertThat(store.studies()).hasSize(2);
            String demo =
                    store.studies().stream().filter(s -> s.contains("synthetic")).findFirst().get();
            assertThat(store.counts(demo).responses()).isEqualTo(8);
            assertThat(store.latest(demo).orElseThrow().yaml()).contains("SYNTHETIC");
        }
    }

    @Test
    void anotherStudyIsPublishedWhereItIsAskedFor() {
        Path data = folder.resolve("data");
        try (ServerProcess wrong = new ServerProcess(data, "--study", "no-such-study")) {
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.log()).contains("--study wants one of [java-frameworks]");
        }
        for (int start = 0; start < 2; start++) {
            try (ServerProcess server = new ServerProcess(data, "--study", "java-frameworks")) {
                assertThat(server.greeting).anyMatch(line -> line.endsWith("/s/java-frameworks"));
                server.stop();
            }
        }
        try (Store store = Store.open(data, Clock.systemUTC())) {
            assertThat(store.studies()).containsExactly("framework-usability", "java-frameworks");
        }
    }

    @Test
    void whoeverHasAPasswordIsAskedForItUnlessTheyWantANewOne() {
        Path data = folder.resolve("data");
        try (Store store = Store.open(data, Clock.systemUTC())) {
            store.setAdminPassword("some hash");
        }
        try (ServerProcess server = new ServerProcess(data)) {
            assertThat(server.link("researcher")).endsWith("/admin");
            server.stop();
        }
        try (ServerProcess server = new ServerProcess(data, "--reset-password")) {
            assertThat(server.link("researcher")).contains("/admin/setup/");
        }
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLine() throws IOException {
        Path data = folder.resolve("data");
        Path file = Files.writeString(folder.resolve("settings"), "prot = 80\n");
        try (ServerProcess wrong = new ServerProcess(data, "--settings", file.toString())) {
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.log()).contains("'prot', which is no setting").hasLineCount(1);
        }
    }

    @Test
    void whatKeepsItFromStartingIsSaidInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            saysInOneLine("Stop the other server, or take another --port", "--port", port);
        }
        saysInOneLine("no address of the name", "--host", "nowhere.invalid");
        saysInOneLine("must be an address of this computer", "--host", "192.0.2.1");
        Path file = Files.writeString(folder.resolve("file"), "");
        saysInOneLine("is a file, not a folder", "--data", file.toString());
        saysInOneLine("cannot be made", "--data", file.resolve("below").toString());
        saysInOneLine("PKCS#12", "--tls-keystore", file.toString());
    }

    private void saysInOneLine(String what, String flag, String value) {
        Path data = folder.resolve("of" + flag + what.length());
        try (ServerProcess server = new ServerProcess(data, flag, value)) {
            assertThat(server.exit()).as(flag).isEqualTo(2);
            assertThat(server.log()).as(flag).contains(what).hasLineCount(1);
        }
    }

    @Test
    void whoListensOnTheNetworkHandsOutLinksThatOthersCanUseOrIsWarned() {
        try (ServerProcess server =
                new ServerProcess(folder.resolve("data"), "--host", "0.0.0.0")) {
            String said = String.join("\n", server.greeting);
            assertThat(said).contains("Mind: ", "--url");
            assertThat(server.link("researcher")).startsWith("http://localhost:");
            if (!said.contains("work on this computer only")) {
                assertThat(server.link("participants")).doesNotContain("localhost", "0.0.0.0");
            }
        }
        try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
            assertThat(server.greeting).noneMatch(line -> line.startsWith("Mind"));
        }
    }

    @Test
    void aFolderInUseIsLeftAlone() {
        Path data = folder.resolve("data");
        try (Store store = Store.open(data, Clock.systemUTC());
                ServerProcess second = new ServerProcess(data)) {
            assertThat(second.exit()).isEqualTo(2);
            assertThat(second.log()).contains(data.toString()).hasLineCount(1);
            assertThat(store.studies()).isEmpty();
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
