package org.duograph.survey.web;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Turns requests away whose bodies are larger than their address takes: before they are read, or
 * while they are read if they do not say how large they are.
 */
final class BodyLimit extends Handler.Wrapper {
    private final ToLongFunction<String> most;

    /**
     * @param most how many bytes a body may have, by the path of the address
     */
    BodyLimit(ToLongFunction<String> most) {
        this.most = most;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long bytes = most.applyAsLong(Request.getPathInContext(request));
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > bytes) {
            Response.writeError(request, response, callback, 413);
            return true;
        }
        return super.handle(new Counted(request, bytes), response, callback);
    }

    /** A request whose body is counted while it is read. */
    private static final class Counted extends Request.Wrapper {
        private long left;

        private Counted(Request request, long most) {
            super(request);
            left = most;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            ByteBuffer bytes = chunk == null ? null : chunk.getByteBuffer();
            left -= bytes == null ? 0 : bytes.remaining();
            if (left < 0) {
                HttpException.RuntimeException tooLarge =
                        new HttpException.RuntimeException(413, "too large");
                getWrapped().fail(tooLarge);
                chunk.release();
                return Content.Chunk.from(tooLarge);
            }
            return chunk;
        }
    }
}
