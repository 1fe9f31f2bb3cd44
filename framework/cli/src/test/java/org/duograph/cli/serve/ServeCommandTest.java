package org.duograph.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.cli.Duograph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private static final Pattern FIRST_LINE =
            Pattern.compile("Serving at http://localhost:(\\d+) and grpc://localhost:\\d+\\R");

    @TempDir private Path folder;

    /** A program that runs until it is stopped. */
    private static final class Running implements AutoCloseable {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final Thread thread;
        private volatile int code = -1;

        Running(Object... args) {
            List<String> all = new ArrayList<>(List.of("serve"));
            Arrays.stream(args).map(Object::toString).forEach(all::add);
            thread =
                    new Thread(
                            () ->
                                    code =
                                            Duograph.run(
                                                    new PrintWriter(out, true),
                                                    new PrintWriter(err, true),
                                                    false,
                                                    all.toArray(String[]::new)));
            thread.start();
        }

        /** Its address, as its first line has it. */
        String address() throws InterruptedException {
            Matcher line = FIRST_LINE.matcher(out.toString());
            while (!line.lookingAt()) {
                assertThat(thread.isAlive()).as(err.toString()).isTrue();
                Thread.sleep(20);
                line = FIRST_LINE.matcher(out.toString());
            }
            return "http://localhost:" + line.group(1);
        }

        int join() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return code;
        }

        @Override
        public void close() {
            thread.interrupt();
            assertThat(join()).as(err.toString()).isZero();
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(address)).build(),
                                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void modelsAreServedUntilTheProgramIsStopped() throws Exception {
        Path config = folder.resolve("models.config");
        Files.writeString(
                config,
                "model_config_list { config { name: \"clothes\" base_path: \"zoo:lenet-fashion\" } }");
        try (Running program =
                new Running(
                        "--model-config", config, "--rest-port", 0, "--grpc-port", 0, "--lazy")) {
            assertThat(get(program.address() + "/v1/models/clothes")).contains("START");
            assertThat(get(program.address() + "/")).contains("<title>Models - Duograph</title>");
        }
    }

    @Test
    void whatCanNotBeServedIsRefused() throws Exception {
        Running nothing = new Running();
        assertThat(nothing.join()).isEqualTo(1);
        assertThat(nothing.err.toString()).contains("There is no model to serve");
        Running none = new Running("--model", "a=" + folder.resolve("none"));
        assertThat(none.join()).isEqualTo(1);
        assertThat(none.err.toString()).contains("there is no such file or folder");
        Running odd = new Running("--model", "a");
        assertThat(odd.join()).isEqualTo(1);
        assertThat(odd.err.toString()).contains("A model is given as NAME=FOLDER");
        try (ServerSocket taken = new ServerSocket(0)) {
            Running late =
                    new Running(
                            "--model",
                            "a=zoo:lenet-fashion",
                            "--lazy",
                            "--host",
                            "0.0.0.0",
                            "--rest-port",
                            taken.getLocalPort());
            assertThat(late.join()).isEqualTo(1);
            assertThat(late.err.toString()).contains("Take another --rest-port");
        }
    }
}
