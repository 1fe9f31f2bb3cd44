package org.duograph.data;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An open answer of a web server, from a given byte on; a dead network is noticed in seconds. */
final class HttpSource {
    private static final int READ_TIMEOUT_MS = 20_000;

    private HttpSource() {}

    /**
     * Asks for {@code address} from byte {@code from} on.
     *
     * @return the connection: status 206 if the body begins at {@code from}, 200 if at 0
     * @throws UnreachableException if there is no connection, or the status is another
     */
    static HttpURLConnection open(URI address, long from, Duration connectTimeout)
            throws UnreachableException {
        try {
            lookUp(address, connectTimeout);
            HttpURLConnection http = (HttpURLConnection) address.toURL().openConnection();
            http.setConnectTimeout((int) connectTimeout.toMillis());
            http.setReadTimeout(READ_TIMEOUT_MS);
            http.setRequestProperty("User-Agent", "Duograph");
            if (from > 0) {
                http.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = http.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK || isPartFrom(http, status, from)) {
                return http;
            }
            http.disconnect();
            if (from > 0) { // it can't or won't give a part: ask for the whole
                return open(address, 0, connectTimeout);
            }
            throw new UnreachableException(
                    address.getHost() + " answers with HTTP status " + status, null);
        } catch (UnreachableException e) {
            throw e;
        } catch (UnknownHostException e) {
            throw new UnreachableException("the name " + address.getHost() + " is unknown", e);
        } catch (IOException e) {
            throw new UnreachableException(
                    "no connection to " + address.getHost() + " (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isPartFrom(HttpURLConnection http, int status, long from) {
        String range = http.getHeaderField("Content-Range");
        return status == HttpURLConnection.HTTP_PARTIAL
                && range != null
                && range.startsWith("bytes " + from + "-");
    }

    /** Looks the host up first, because the JDK sets no time limit for that. */
    private static void lookUp(URI address, Duration limit) throws IOException {
        boolean direct =
                ProxySelector.getDefault() == null
                        || ProxySelector.getDefault().select(address).contains(Proxy.NO_PROXY);
        if (!direct) {
            return; // the proxy looks it up
        }
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                answer.complete(InetAddress.getByName(address.getHost()));
                            } catch (IOException e) {
                                answer.completeExceptionally(e);
                            }
                        },
                        "duograph-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw (IOException) e.getCause();
        } catch (TimeoutException e) {
            throw new IOException("no name server answers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
