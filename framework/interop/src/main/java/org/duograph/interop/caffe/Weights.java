package org.duograph.interop.caffe;

import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.BlobShape;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays as Caffe's files hold them. */
final class Weights {
    private Weights() {}

    /**
     * A shape in a file.
     *
     * @throws IllegalArgumentException if an extent is not positive or too large
     */
    static Shape shape(BlobShape shape) {
        for (long dim : shape.getDimList()) {
            if (dim <= 0) {
                throw new IllegalArgumentException(
                        "extents must be positive, found " + shape.getDimList());
            }
        }
        return Shape.of(shape.getDimList());
    }

    /** How many numbers an array holds. */
    static int count(BlobProto blob) {
        return Math.max(blob.getDataCount(), blob.getDoubleDataCount());
    }

    /** The shape that the file gives an array, for messages. */
    static String shapeText(BlobProto blob) {
        return blob.hasShape()
                ? "" + blob.getShape().getDimList()
                : "[%d, %d, %d, %d]"
                        .formatted(
                                blob.getNum(),
                                blob.getChannels(),
                                blob.getHeight(),
                                blob.getWidth());
    }

    /** The numbers of an array, which must be as many as the shape has. */
    static double[] numbers(BlobProto blob) {
        double[] numbers = new double[count(blob)];
        boolean wide = blob.getDoubleDataCount() > 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = wide ? blob.getDoubleData(i) : blob.getData(i);
        }
        return numbers;
    }

    /** Numbers as an array of float32. */
    static NDArray array(Shape shape, double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return NDArray.of(shape, floats);
    }
}
