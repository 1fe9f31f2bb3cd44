package org.duograph.interop.images;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import org.duograph.data.ImageShape;
import org.duograph.data.Picture;
import org.duograph.interop.caffe.proto.Datum;
import org.duograph.messages.FileFormatException;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProtos;

/**
 * An image and its label, as a record of a database holds them.
 *
 * @param picture the image
 * @param label the number of its class
 */
record ImageRecord(Picture picture, int label) {
    /** Caffe's form: pixels channel by channel, blue first, or the bytes of an image file. */
    static ImageRecord ofDatum(byte[] record, String source) throws IOException {
        Datum datum;
        try {
            datum = Datum.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(source + " is no Datum", e);
        }
        byte[] data = datum.getData().toByteArray();
        if (datum.getEncoded()) {
            return new ImageRecord(Picture.decode(data, source), datum.getLabel());
        }
        if (datum.getFloatDataCount() > 0) {
            throw new FileFormatException(source + " holds floats, but pixels are bytes");
        }
        Picture bgr =
                picture(datum.getChannels(), datum.getHeight(), datum.getWidth(), data, source);
        return new ImageRecord(swapped(bgr), datum.getLabel());
    }

    /**
     * Caffe2's form: two tensors. The image is one text, the bytes of an image file; or bytes, H x
     * W x C, blue first.
     */
    static ImageRecord ofTensors(byte[] record, String source) throws IOException {
        TensorProtos tensors;
        try {
            tensors = TensorProtos.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(
                    source + " holds no TensorProtos; is it a Datum? Then say use_caffe_datum: 1",
                    e);
        }
        if (tensors.getProtosCount() < 2) {
            throw new FileFormatException(
                    "%s holds %d tensors, but an image and a label are needed"
                            .formatted(source, tensors.getProtosCount()));
        }
        int label = (int) TensorCodec.toArray(tensors.getProtos(1)).get(0);
        TensorProto image = tensors.getProtos(0);
        if (image.getStringDataCount() == 1) {
            byte[] file = image.getStringData(0).toByteArray();
            return new ImageRecord(Picture.decode(file, source), label);
        }
        boolean bytes =
                image.getDataType() == TensorProto.DataType.BYTE
                        || image.getDataType() == TensorProto.DataType.UINT8;
        if (!bytes || image.getDimsCount() != 3) {
            throw new FileFormatException(
                    "%s holds %s %s as its image, but bytes H x W x C or an image file are needed"
                            .formatted(source, image.getDataType(), image.getDimsList()));
        }
        return new ImageRecord(swapped(channelsFirst(image, source)), label);
    }

    private static Picture channelsFirst(TensorProto image, String source) throws IOException {
        byte[] last = (byte[]) TensorCodec.toArray(image).data();
        int channels = (int) image.getDims(2);
        int plane = channels == 0 ? 0 : last.length / channels;
        byte[] first = new byte[last.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = last[i % plane * channels + i / plane];
        }
        return picture(channels, (int) image.getDims(0), (int) image.getDims(1), first, source);
    }

    private static Picture picture(int channels, int height, int width, byte[] data, String source)
            throws IOException {
        try {
            return new Picture(new ImageShape(channels, height, width), data);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileFormatException(source + ": " + e.getMessage(), e);
        }
    }

    /** Red and blue exchanged: records have blue first, pictures red. */
    private static Picture swapped(Picture bgr) {
        if (bgr.shape().channels() == 1) {
            return bgr;
        }
        int plane = bgr.shape().plane();
        byte[] rgb = bgr.pixels().clone();
        System.arraycopy(bgr.pixels(), 2 * plane, rgb, 0, plane);
        System.arraycopy(bgr.pixels(), 0, rgb, 2 * plane, plane);
        return new Picture(bgr.shape(), rgb);
    }
}
