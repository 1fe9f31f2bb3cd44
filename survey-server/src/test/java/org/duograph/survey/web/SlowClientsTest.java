package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Many connections that send or read slowly hold up nobody, and are ended. */
@DisabledOnOs(value = OS.MAC, disabledReason = "it has no second loopback address by itself")
class SlowClientsTest {
    private static final int MANY = 320;
    private static final String ATTACKER = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final String PAGE = "/s/" + Site.STUDY;

    @TempDir Path data;
    private Site site;
    private final List<Socket> open = new ArrayList<>();

    @BeforeEach
    void start() {
        site = new Site(Site.settings(data, Setting.HOST, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) socket.close();
        site.close();
    }

    /** Opens a connection of somebody and begins to send. */
    private Socket begin(int port, String from, int window, String text) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        if (window > 0) socket.setReceiveBufferSize(window);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void flood(int window, String text) throws IOException {
        for (int i = 0; i < MANY; i++) begin(site.server.port(), ATTACKER, window, text);
    }

    /** The first line of the answer to a page asked for from an address. */
    private String ask(String from) throws IOException {
        try (Socket socket =
                begin(
                        site.server.port(),
                        from,
                        0,
                        "GET "
                                + PAGE
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("no answer");
        }
    }

    private void everybodyIsAnswered() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(OTHER)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(ask(ATTACKER)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void slowHeadersHoldUpNobody() throws IOException {
        flood(0, "GET / HTTP/1.1\r\nHost: loc");
        everybodyIsAnswered();
    }

    @Test
    void slowBodiesHoldUpNobody() throws IOException {
        String head = "POST " + PAGE + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n";
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        flood(0, head + form + "\r\nconsent=");
        everybodyIsAnswered();
    }

    @Test
    void slowBodiesThatAskWhetherToComeHoldUpNobody() throws IOException {
        String head = "POST " + PAGE + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n";
        flood(0, head + "Expect: 100-continue\r\n\r\n");
        everybodyIsAnswered();
    }

    @Test
    void slowMeasurementsAndUploadsHoldUpNobody() throws IOException {
        for (String path : new String[] {"/api/install-times", "/admin/studies"}) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n";
            String chunks = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n";
            for (int i = 0; i < MANY / 2; i++) {
                begin(site.server.port(), ATTACKER, 0, head + chunks + "\r\n5\r\n{\"id\"");
            }
        }
        everybodyIsAnswered();
    }

    @Test
    void slowReadersHoldUpNobodyElse() throws IOException {
        String ask = "GET " + PAGE + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        flood(1024, ask.repeat(200));
        for (int i = 0; i < 3; i++) assertThat(ask(OTHER)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(ask(ATTACKER)).as("its turn comes").isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void aClassRoomBehindOneAddressIsAnswered() throws IOException {
        List<Socket> pupils = new ArrayList<>();
        String ask = "GET " + PAGE + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int i = 0; i < 60 * 6; i++) {
            pupils.add(begin(site.server.port(), ATTACKER, 0, ask));
        }
        for (Socket pupil : pupils) {
            byte[] line = pupil.getInputStream().readNBytes("HTTP/1.1 200".length());
            assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void oneAddressHasSoManyConnectionsAndOthersHaveTheirOwn() throws IOException {
        for (int i = 0; i < SlowClients.CONNECTIONS_PER_ADDRESS; i++) {
            begin(site.server.port(), ATTACKER, 0, "G");
        }
        assertThat(isEnded(begin(site.server.port(), ATTACKER, 0, "G"))).isTrue();
        assertThat(ask(OTHER)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void whateverIsSlowIsEnded() throws Exception {
        org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
        SlowClients slow = new SlowClients(Settings.of(data), new SlowClients.Patience(2, 2, 2, 2));
        ServerConnector connector = new ServerConnector(jetty);
        connector.addBean(slow, false);
        jetty.addConnector(connector);
        jetty.setHandler(new Large());
        jetty.insertHandler(slow.answering());
        jetty.insertHandler(new WholeBody(request -> ATTACKER));
        jetty.insertHandler(slow);
        jetty.start();
        try {
            int port = connector.getLocalPort();
            Socket idle = begin(port, OTHER, 0, "");
            Socket header = begin(port, OTHER, 0, "GET / HTTP/1.1\r\nHo");
            Socket body =
                    begin(
                            port,
                            OTHER,
                            0,
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");
            Socket reader = begin(port, OTHER, 1024, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (Socket socket : List.of(header, body)) drip(socket);
            for (Socket socket : List.of(idle, header, body)) assertThat(isEnded(socket)).isTrue();
            Thread.sleep(8_000); // meanwhile nothing of the answer is taken
            assertThat(sizeOf(reader)).isLessThan(Large.BYTES);
            Socket quick = begin(port, OTHER, 0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(quick.getInputStream().readNBytes(Large.BYTES)).hasSize(Large.BYTES);
        } finally {
            jetty.stop();
        }
    }

    /** Sends a letter now and then, so that the connection is never idle. */
    private static void drip(Socket socket) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            try {
                socket.getOutputStream().write('o');
                Thread.sleep(300);
            } catch (IOException e) {
                return; // ended already
            }
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < 2000;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    private static long sizeOf(Socket socket) {
        long size = 0;
        try {
            InputStream in = socket.getInputStream();
            for (int read; (read = in.read(new byte[8192])) >= 0; ) size += read;
        } catch (IOException e) {
            // reset by the server
        }
        return size;
    }

    /** Answers with more than the buffers on the way hold. */
    private static final class Large extends org.eclipse.jetty.server.Handler.Abstract {
        static final int BYTES = 32 << 20;

        @Override
        public boolean handle(
                org.eclipse.jetty.server.Request request,
                org.eclipse.jetty.server.Response response,
                org.eclipse.jetty.util.Callback callback) {
            response.write(true, java.nio.ByteBuffer.allocate(BYTES), callback);
            return true;
        }
    }
}
