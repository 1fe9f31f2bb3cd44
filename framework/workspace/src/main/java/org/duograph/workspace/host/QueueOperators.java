package org.duograph.workspace.host;

import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/** The operators by which steps that run at the same time hand each other blobs. */
final class QueueOperators {
    private QueueOperators() {}

    /** All of them. */
    static List<HostOperatorDef> all() {
        return List.of(
                create(),
                enqueue("EnqueueBlobs", false),
                enqueue("SafeEnqueueBlobs", true),
                dequeue("DequeueBlobs", false),
                dequeue("SafeDequeueBlobs", true),
                close());
    }

    private static HostOperatorDef create() {
        return HostOperatorDef.of(
                        "CreateBlobsQueue",
                        "Makes a queue of records of blobs.",
                        call -> {
                            int capacity = call.args().i("capacity", 1);
                            int blobs = call.args().i("num_blobs", 1);
                            call.require(
                                    capacity >= 1 && blobs >= 1,
                                    "capacity and num_blobs must be 1 or more, found %d and %d",
                                    capacity,
                                    blobs);
                            call.output(0, new BlobsQueue(capacity, blobs));
                        })
                .output("queue", Operand.Kind.ONE, "the queue, a blob that is no tensor")
                .arg(Attr.ofInt("capacity", 1, "the most records that it holds"))
                .arg(Attr.ofInt("num_blobs", 1, "how many blobs a record has"))
                .arg(Attr.ofInt("enforce_unique_name", 0, "accepted, not used"))
                .example(
                        "op { type: \"CreateBlobsQueue\" output: \"queue\" arg { name: \"capacity\""
                                + " i: 8 } arg { name: \"num_blobs\" i: 2 } }");
    }

    private static HostOperatorDef enqueue(String type, boolean safe) {
        return HostOperatorDef.of(
                        type,
                        "Puts blobs into a queue and waits while that is full"
                                + (safe ? "; says whether it is closed." : "."),
                        call -> {
                            BlobsQueue queue = call.object(0, BlobsQueue.class);
                            List<Object> record = new ArrayList<>();
                            for (int i = 1; i < call.inputs().size(); i++) {
                                record.add(call.content(i));
                            }
                            requireCount(call, queue, record.size());
                            boolean in = queue.put(record);
                            call.require(
                                    in || safe,
                                    "the queue is closed; SafeEnqueueBlobs says so by its last"
                                            + " output instead");
                            int outputs = call.op().getOutputCount();
                            int status = safe ? outputs - 1 : outputs;
                            for (int i = 0; i < status; i++) {
                                call.output(i, record.get(i));
                            }
                            if (safe) {
                                call.output(status, CounterOperators.truth(!in));
                            }
                        })
                .input("queue", Operand.Kind.ONE, "what CreateBlobsQueue made")
                .input("blobs", Operand.Kind.MANY, "what to put into it")
                .output(
                        "outputs",
                        Operand.Kind.MANY,
                        "the same blobs" + (safe ? ", and whether it is closed, a bool" : ""))
                .typed(call -> enqueued(call, safe))
                .example(
                        "op { type: \""
                                + type
                                + "\" input: \"queue\" input: \"data\" output: \"data\""
                                + (safe ? " output: \"closed\"" : "")
                                + " }");
    }

    private static List<ArrayType> enqueued(HostOperator.Call call, boolean safe) {
        int outputs = call.op().getOutputCount();
        call.require(
                outputs <= call.inputs().size() - (safe ? 0 : 1) && (!safe || outputs > 0),
                "its outputs are the blobs that it puts into the queue%s, found %s",
                safe ? ", and one more" : "",
                call.op().getOutputList());
        List<ArrayType> types = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            boolean status = safe && i == outputs - 1;
            types.add(status ? CounterOperators.scalar(DType.BOOL) : call.type(i + 1));
        }
        return types;
    }

    private static void requireCount(HostOperator.Call call, BlobsQueue queue, int blobs) {
        call.require(
                blobs == queue.blobs(),
                "the queue's records have %d blobs, as num_blobs says, but here are %d",
                queue.blobs(),
                blobs);
    }

    private static HostOperatorDef dequeue(String type, boolean safe) {
        return HostOperatorDef.of(
                        type,
                        "Takes blobs out of a queue and waits while that is empty"
                                + (safe ? "; says whether it is closed." : "."),
                        call -> {
                            BlobsQueue queue = call.object(0, BlobsQueue.class);
                            int blobs = call.op().getOutputCount() - (safe ? 1 : 0);
                            requireCount(call, queue, blobs);
                            List<Object> record = queue.take();
                            call.require(
                                    record != null || safe,
                                    "the queue is closed and empty; SafeDequeueBlobs says so by its"
                                            + " last output instead");
                            for (int i = 0; record != null && i < blobs; i++) {
                                call.output(i, record.get(i));
                            }
                            if (safe) {
                                call.output(blobs, CounterOperators.truth(record == null));
                            }
                        })
                .input("queue", Operand.Kind.ONE, "what CreateBlobsQueue made")
                .output(
                        "blobs",
                        Operand.Kind.MANY,
                        "a record" + (safe ? ", and whether there is none any more, a bool" : ""))
                .late()
                .example(
                        "op { type: \""
                                + type
                                + "\" input: \"queue\" output: \"data\""
                                + (safe ? " output: \"closed\"" : "")
                                + " }");
    }

    private static HostOperatorDef close() {
        return HostOperatorDef.of(
                        "CloseBlobsQueue",
                        "Closes a queue: who waits for it goes on.",
                        call -> call.object(0, BlobsQueue.class).close())
                .input("queue", Operand.Kind.ONE, "what CreateBlobsQueue made")
                .example("op { type: \"CloseBlobsQueue\" input: \"queue\" }");
    }
}
