package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking for Fashion-MNIST, and fetching it from a server on this machine. */
class FashionMnistTest {
    @TempDir Path scratch;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private HttpServer server;
    private List<Archive> archives;

    @BeforeEach
    void serveFourFiles() throws IOException {
        for (String part : List.of("train", "t10k")) {
            ByteBuffer images = ByteBuffer.allocate(24).putInt(0x803).putInt(2);
            images.putInt(2).putInt(2).putLong(0x0102030405060708L);
            ByteBuffer labels = ByteBuffer.allocate(10).putInt(0x801).putInt(2);
            labels.put((byte) 9).put((byte) 2);
            files.put(part + "-images-idx3-ubyte.gz", Samples.gz(images.array()));
            files.put(part + "-labels-idx1-ubyte.gz", Samples.gz(labels.array()));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String name = exchange.getRequestURI().getPath().substring(1);
                    asked.add(name);
                    exchange.sendResponseHeaders(200, files.get(name).length);
                    exchange.getResponseBody().write(files.get(name));
                    exchange.close();
                });
        server.start();
        String host = server.getAddress().getHostString() + ":" + server.getAddress().getPort();
        archives = new ArrayList<>();
        files.forEach(
                (name, bytes) ->
                        archives.add(
                                Archive.of(
                                        "http://" + host + "/" + name,
                                        bytes.length,
                                        Samples.sha256(bytes))));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private DataSources sources() {
        return DataSources.standard()
                .withEnvironment(Map.of())
                .withCache(scratch.resolve("cache"))
                .telling(said::add, Progress.NONE);
    }

    private DataSet load(DataSources sources) throws IOException {
        return FashionMnist.load(sources, archives, scratch.resolve("system"));
    }

    @Test
    void itIsDownloadedOnce() throws IOException {
        DataSet data = load(sources());
        assertThat(data.name()).isEqualTo("Fashion-MNIST");
        assertThat(data.classNames().get(data.train().label(0))).isEqualTo("Ankle boot");
        assertThat(data.classNames().get(data.test().label(1))).isEqualTo("Pullover");
        assertThat(asked).hasSize(4);
        assertThat(said).hasSize(1).allMatch(text -> text.contains("(31 MB)"));
        assertThat(load(sources()).sha256()).isEqualTo(data.sha256());
        assertThat(asked).as("the second time it was there").hasSize(4);
        assertThat(scratch.resolve("cache/fashion-mnist.download")).doesNotExist();
    }

    @Test
    void aDownloadThatBrokeOffGoesOn() throws IOException {
        Path gathering = Files.createDirectories(scratch.resolve("cache/fashion-mnist.download"));
        String first = "train-images-idx3-ubyte.gz";
        Files.write(gathering.resolve(first), files.get(first));
        load(sources());
        assertThat(asked).hasSize(3).doesNotContain(first);
    }

    @Test
    void filesThatAreSomewhereAreTaken() throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("system/fashion-mnist"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        assertThat(load(sources()).test().count()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutANetworkTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> load(sources().withArchive(null)))
                .hasMessageContaining("FASHION_MNIST_DIR");
        server.stop(0);
        assertThatThrownBy(() -> load(sources()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't be downloaded")
                .hasMessageContaining("FASHION_MNIST_DIR")
                .hasMessageContaining("dataset-fashion-mnist");
        assertThat(asked).isEmpty();
    }

    @Test
    void wrongContentNeverBecomesTheCache() {
        files.put("t10k-labels-idx1-ubyte.gz", new byte[30]);
        assertThatThrownBy(() -> load(sources())).isInstanceOf(DataException.class);
        assertThat(scratch.resolve("cache/fashion-mnist")).doesNotExist();
    }

    @Test
    void thePublishedFilesAreNamed() {
        assertThat(FashionMnist.ARCHIVES)
                .extracting(Archive::fileName)
                .containsExactlyElementsOf(files.keySet());
        assertThat(FashionMnist.ARCHIVES.stream().mapToLong(Archive::bytes).sum())
                .isEqualTo(30_878_645);
    }
}
