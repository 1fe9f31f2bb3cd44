package org.duograph.serving.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was computed, or says why there is nothing. */
final class Answer {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    private Answer() {}

    /** Gives how it went. */
    static <T> Code to(StreamObserver<T> client, Supplier<T> compute) {
        try {
            T answer = compute.get();
            client.onNext(answer);
            client.onCompleted();
            return Code.OK;
        } catch (Refusal e) {
            client.onError(error(e.code(), e.getMessage()));
            return e.code();
        } catch (RuntimeException e) {
            LOG.error("fault in a call", e);
            client.onError(error(Code.INTERNAL, "This is a mistake of the server's"));
            return Code.INTERNAL;
        }
    }

    private static StatusRuntimeException error(Code code, String message) {
        return Status.fromCodeValue(code.number()).withDescription(message).asRuntimeException();
    }
}
