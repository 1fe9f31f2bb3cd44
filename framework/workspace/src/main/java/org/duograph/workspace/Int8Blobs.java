package org.duograph.workspace;

import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.BlobCodec;
import org.duograph.workspace.io.Int8Array;

/** Blobs as bytes, and back; of an int8 blob, which are three, one message. */
final class Int8Blobs {
    private Int8Blobs() {}

    /** The bytes of a BlobProto; with what numbers stand for, if the workspace knows that. */
    static byte[] toBytes(Workspace workspace, String name, Object content) {
        String scale = Int8Array.scaleOf(name);
        if (!(content instanceof NDArray numbers) || !workspace.hasBlob(scale)) {
            return BlobCodec.toProto(name, content).toByteArray();
        }
        Int8Array int8 =
                new Int8Array(
                        numbers,
                        (float) workspace.fetchBlob(scale).item(),
                        (int) workspace.fetchBlob(Int8Array.zeroPointOf(name)).item());
        return BlobCodec.toProto(name, int8).toByteArray();
    }

    /** Feeds what a BlobProto holds: one blob, or the three of an int8 one. */
    static void feed(Workspace workspace, String name, byte[] bytes) {
        Object content = BlobCodec.toObject(name, bytes);
        if (!(content instanceof Int8Array int8)) {
            workspace.feedObject(name, content);
            return;
        }
        NDArray numbers = int8.numbers();
        workspace.feedBlob(name, numbers);
        workspace.feedBlob(Int8Array.scaleOf(name), NDArray.scalar(int8.scale()));
        workspace.feedBlob(
                Int8Array.zeroPointOf(name),
                NDArray.scalar(int8.zeroPoint()).cast(numbers.dtype()));
    }
}
