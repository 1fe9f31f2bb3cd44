package org.duograph.survey.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a request go on when its body has arrived as a whole. Until then it takes no thread, however
 * slowly it comes; one that breaks off goes no further. How long a body may be, {@link BodyLimit}
 * says before.
 */
final class WholeBody extends Handler.Wrapper {
    /** All bodies that are here or on their way; one address has a quarter of it. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private final AtomicLong held = new AtomicLong();
    private final Map<String, Long> heldOf = new ConcurrentHashMap<>();
    private final Function<Request, String> address;

    /**
     * @param address whose request it is
     */
    WholeBody(Function<Request, String> address) {
        this.address = address;
    }

    /** Keeps room for some more of a body; says whether there was room. */
    private boolean hold(String whose, long bytes) {
        long all = held.addAndGet(bytes);
        long one = heldOf.merge(whose, bytes, Long::sum);
        return all <= MOST_BYTES && one <= MOST_BYTES / 4;
    }

    private void letGo(String whose, long bytes) {
        held.addAndGet(-bytes);
        heldOf.computeIfPresent(whose, (one, all) -> all == bytes ? null : all - bytes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() == 0) return super.handle(request, response, callback);
        new Reading(request, response, callback).run();
        return true;
    }

    /** Takes what has arrived, and comes back for the rest. */
    private final class Reading implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final String whose;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.whose = address.apply(request);
            Request.addCompletionListener(request, failure -> letGo(whose, body.size()));
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    breakOff(chunk.getFailure());
                    return;
                }
                byte[] part = new byte[chunk.remaining()];
                chunk.getByteBuffer().get(part);
                body.writeBytes(part);
                boolean last = chunk.isLast();
                chunk.release();
                if (!hold(whose, part.length)) {
                    Response.writeError(request, response, callback, 503);
                    return;
                }
                if (last) {
                    goOn();
                    return;
                }
            }
        }

        /** Nobody may be there to read it; a body that breaks off is no fault of ours. */
        private void breakOff(Throwable failure) {
            int status = failure instanceof HttpException refused ? refused.getCode() : 400;
            Response.writeError(request, response, callback, status);
        }

        /**
         * A request is over only when its handlers have returned: Jetty sees to that where it calls
         * them itself, and servlets rely on it.
         */
        private void goOn() {
            CompletableFuture<Void> returned = new CompletableFuture<>();
            Callback over =
                    Callback.from(
                            () -> returned.thenRun(callback::succeeded),
                            failure -> returned.thenRun(() -> callback.failed(failure)));
            Request whole = new WithBody(request, ByteBuffer.wrap(body.toByteArray()));
            try {
                if (!WholeBody.super.handle(whole, response, over)) {
                    Response.writeError(request, response, over, 404);
                }
            } catch (Exception e) {
                Response.writeError(request, response, over, e);
            }
            returned.complete(null);
        }
    }

    /** A request that gives its body from memory. */
    private static final class WithBody extends Request.Wrapper {
        private final Content.Source body;

        WithBody(Request request, ByteBuffer body) {
            super(request);
            this.body = new ByteBufferContentSource(body);
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable arrived) {
            body.demand(arrived);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure); // not the connection: what was sent on it has been read
        }
    }
}
