package org.duograph.workspace;

import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.BlobCodec;
import org.duograph.workspace.io.Int8Array;

/** Blobs as bytes, and back; of an int8 blob, which are three, one message. */
final class Int8Blobs {
    private Int8Blobs() {}

    /** The bytes of a BlobProto; with what numbers stand for, if blobs beside it say so. */
    static byte[] toBytes(Blobs blobs, String name) {
        Object content = blobs.fetchAny(name);
        String scale = Int8Array.scaleOf(name);
        if (!(content instanceof NDArray numbers) || !blobs.has(scale)) {
            return BlobCodec.toProto(name, content).toByteArray();
        }
        Int8Array int8 =
                new Int8Array(
                        numbers,
                        (float) blobs.fetch(scale).item(),
                        (int) blobs.fetch(Int8Array.zeroPointOf(name)).item());
        return BlobCodec.toProto(name, int8).toByteArray();
    }

    /** Feeds what a BlobProto holds: one blob, or the three of an int8 one. */
    static void feed(Blobs blobs, String name, byte[] bytes) {
        Object content = BlobCodec.toObject(name, bytes);
        if (!(content instanceof Int8Array int8)) {
            blobs.feedObject(name, content);
            return;
        }
        NDArray numbers = int8.numbers();
        blobs.feed(name, numbers);
        blobs.feed(Int8Array.scaleOf(name), NDArray.scalar(int8.scale()));
        blobs.feed(
                Int8Array.zeroPointOf(name),
                NDArray.scalar(int8.zeroPoint()).cast(numbers.dtype()));
    }
}
