package org.duograph.interop.caffe;

import java.util.List;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.LayerParameter;

/**
 * One layer of a Caffe net, with its weights as far as there are any.
 *
 * @param index its place in the file, from 1
 * @param line the line of the text in which it begins, from 1; 0 where the file is binary
 * @param p what the file says of it
 * @param blobs its weights; none where it has none, or none were read
 */
public record CaffeLayer(int index, int line, LayerParameter p, List<BlobProto> blobs) {
    /** Copies the weights' list. */
    public CaffeLayer {
        blobs = List.copyOf(blobs);
    }

    /** Its name; by it weights are found. */
    public String name() {
        return p.getName();
    }

    /** Its type, such as {@code Convolution}. */
    public String type() {
        return p.getType();
    }

    /** The blobs that it reads. */
    public List<String> bottoms() {
        return p.getBottomList();
    }

    /** The blobs that it writes. */
    public List<String> tops() {
        return p.getTopList();
    }

    /** Where it stands, for messages: {@code layer 3 "pool1" (Pooling, line 41)}. */
    public String place() {
        String where = line > 0 ? ", line " + line : "";
        return "layer %d \"%s\" (%s%s)".formatted(index, name(), type(), where);
    }

    CaffeLayer withBlobs(List<BlobProto> weights) {
        return new CaffeLayer(index, line, p, weights);
    }
}
