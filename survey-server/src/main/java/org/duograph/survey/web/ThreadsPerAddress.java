package org.duograph.survey.web;

import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ThreadLimitHandler;

/**
 * Lets one address keep so many threads busy at a time; what comes beyond waits its turn, without a
 * thread, and is not refused. So others are answered although one machine does not take its
 * answers.
 */
final class ThreadsPerAddress extends ThreadLimitHandler {
    /** A quarter of all threads. A class-room's pages take milliseconds each. */
    private static final int THREADS = 60;

    private final Set<String> proxies;

    ThreadsPerAddress(Set<String> proxies) {
        this.proxies = proxies;
        setThreadLimit(THREADS);
    }

    @Override
    protected String getRemoteIP(Request request) {
        return Caller.network(request, proxies);
    }
}
