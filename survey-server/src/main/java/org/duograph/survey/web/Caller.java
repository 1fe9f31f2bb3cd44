package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * Where a request comes from. Headers that anybody can write (X-Forwarded-For, X-Forwarded-Proto)
 * are believed only if a proxy named in the settings sent them.
 *
 * @param address of the browser, or of the last machine before ours that we have no reason to
 *     believe
 * @param local whether it comes from this computer, by a local name, past no proxy
 * @param encrypted whether it came by HTTPS
 */
record Caller(String address, boolean local, boolean encrypted) {
    private static final Pattern LOCAL_NAME =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    static Caller of(Context ctx, Settings settings) {
        String peer = plain(ctx.req().getRemoteAddr());
        if (settings.proxies().contains(peer)) {
            return new Caller(
                    address(peer, ctx.header("X-Forwarded-For"), settings.proxies()),
                    false,
                    "https".equals(ctx.header("X-Forwarded-Proto")));
        }
        boolean proxied = ctx.header("X-Forwarded-For") != null || ctx.header("Forwarded") != null;
        boolean loopback = peer.startsWith("127.") || peer.matches("::1|(0:){7}1");
        String host = ctx.header("Host");
        // A foreign name that resolves to this computer (DNS rebinding) is not local.
        boolean localName = host != null && LOCAL_NAME.matcher(host).matches();
        return new Caller(peer, loopback && localName && !proxied, ctx.req().isSecure());
    }

    /** Whether researchers may be let in: nobody on the way can read their password. */
    boolean safe() {
        return local || encrypted;
    }

    private static String plain(String address) {
        return address.replaceAll("[\\[\\]]", "");
    }

    /** Whose request it is: one address, or one network of IPv6. */
    static String network(Request request, Set<String> proxies) {
        String forwarded = request.getHeaders().get("X-Forwarded-For");
        return Limits.network(address(Request.getRemoteAddr(request), forwarded, proxies));
    }

    /** The address before ours, or before the proxies that we believe. */
    static String address(String remote, String forwarded, Set<String> proxies) {
        String peer = plain(remote);
        if (forwarded == null || !proxies.contains(peer)) {
            return peer;
        }
        String[] hops = forwarded.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            if (!proxies.contains(hops[i].strip())) {
                return hops[i].strip();
            }
        }
        return peer;
    }
}
