package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with a certificate of its own, over real connections. */
class TlsTest {
    private static final String PASSWORD = "of the key store";

    @TempDir static Path keys;
    private static Optional<String> elsewhere;
    private static Path keystore;
    private static SSLContext trusting;

    @TempDir Path folder;
    private Site site;

    @BeforeAll
    static void makeKeys() throws Exception {
        elsewhere = otherAddress();
        keystore = keys.resolve("survey.p12");
        String names = "SAN=dns:localhost" + elsewhere.map(ip -> ",ip:" + ip).orElse("");
        makeCertificate(keystore, names);
        trusting = trusting(keystore);
    }

    @BeforeEach
    void start() {
        site = new Site(encrypted());
        site.clock.pass(Duration.between(site.clock.instant(), Instant.now()));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Settings encrypted() {
        return settings(
                Map.of(Setting.TLS_KEYSTORE, keystore.toString(), Setting.TLS_PASSWORD, PASSWORD));
    }

    /** Reachable from elsewhere, with these settings besides. */
    private Settings settings(Map<Setting, String> more) {
        Map<Setting, String> flags = new HashMap<>(more);
        flags.put(Setting.DATA, folder.resolve("data").toString());
        flags.put(Setting.PORT, "0");
        flags.put(Setting.HOST, "0.0.0.0");
        return Settings.read(flags, Map.of(), Optional.empty());
    }

    private static void makeCertificate(Path keystore, String names) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool.toString(),
                                        "-genkeypair",
                                        "-keyalg",
                                        "EC",
                                        "-alias",
                                        "survey",
                                        "-dname",
                                        "CN=localhost",
                                        "-ext",
                                        names,
                                        "-validity",
                                        "2",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        keystore.toString(),
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        KeyStore trusted = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("survey", trusted.getCertificate("survey"));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** An address of this computer by which it is not known to be this computer. */
    private static Optional<String> otherAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private Visitor visitor(String address) {
        return new Visitor(address, HttpClient.newBuilder().sslContext(trusting));
    }

    @Test
    void bothProtocolsThatAreGoodEnoughAreSpoken() throws IOException {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            try (SSLSocket socket =
                    (SSLSocket)
                            trusting.getSocketFactory()
                                    .createSocket("localhost", site.server.port())) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                assertThat(socket.getSession().getPeerPrincipal().getName())
                        .isEqualTo("CN=localhost");
            }
        }
    }

    private String local() {
        return "https://localhost:" + site.server.port();
    }

    @Test
    void whoDoesNotTrustTheCertificateGetsNoPage() {
        Visitor stranger = new Visitor(local(), HttpClient.newBuilder());
        assertThatThrownBy(() -> stranger.get("/admin/login"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void everyPageTellsBrowsersToStayAndCookiesNeverLeaveUnencrypted() {
        assertThat(site.server.address()).startsWith("https://").endsWith(":" + site.server.port());
        for (String path : List.of("/admin/login", "/s/" + Site.STUDY, "/nowhere")) {
            Visitor.Answer answer = visitor(local()).get(path);
            assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
            for (String cookie : answer.response().headers().allValues("Set-Cookie")) {
                assertThat(cookie).startsWith("__Host-").contains("; Secure", "; HttpOnly");
            }
        }
        assertThat(visitor(local()).get("/admin/login").header("Set-Cookie")).isNotEmpty();
    }

    @Test
    void plainHttpIsNotSpokenAtTheSamePort() throws IOException {
        byte[] answer;
        try (java.net.Socket socket = new java.net.Socket("localhost", site.server.port());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            answer = in.readAllBytes();
        }
        assertThat(new String(answer)).doesNotContain("HTTP", "<");
    }

    @Test
    void aResearcherComesFromElsewhereOnlyByTls() {
        assumeTrue(elsewhere.isPresent(), "needs a network with an address besides localhost");
        String setUp = site.server.setUpLink().replaceFirst(".*(?=/admin)", "");
        Visitor researcher = visitor("https://" + elsewhere.get() + ":" + site.server.port());
        Map<String, String> password = Map.of("password", Site.PASSWORD, "again", Site.PASSWORD);
        assertThat(researcher.submit(setUp, "/admin/setup", password).location())
                .isEqualTo("/admin");
        assertThat(researcher.get("/admin").body()).contains("How usable");

        site.close();
        site = new Site(settings(Map.of()));
        Visitor plain = visitor("http://" + elsewhere.get() + ":" + site.server.port());
        assertThat(plain.get("/s/" + Site.STUDY).status()).isEqualTo(200);
        Visitor.Answer refused = plain.get("/admin/login");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("tls-keystore");
    }

    @Test
    void aKeyStoreThatCannotBeOpenedIsRefusedBeforeTheServerStarts() {
        Map<Setting, String> wrong =
                Map.of(Setting.TLS_KEYSTORE, keystore.toString(), Setting.TLS_PASSWORD, "wrong");
        assertThatThrownBy(() -> settings(wrong))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContaining(keystore + "' (from --tls-keystore); give a PKCS#12 file");
    }
}
