package org.duograph.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held when it took a photograph: tag 274 of the Exif part of a JPEG file, 1 to 8.
 *
 * <p>Source: Exif 2.3 (CIPA DC-008), section 4.6.4.
 */
record JpegOrientation(int tag) {
    private static final JpegOrientation UPRIGHT = new JpegOrientation(1);
    private static final int EXIF_SEGMENT = 0xffe1;
    private static final int IMAGE_DATA = 0xffda;
    private static final int ORIENTATION = 274;

    /** What a file says; upright if it says nothing, or nothing that can be understood. */
    static JpegOrientation of(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            if (in.getShort() != (short) 0xffd8) {
                return UPRIGHT;
            }
            for (int marker = 0; marker != IMAGE_DATA; ) {
                marker = in.getShort() & 0xffff;
                int next = in.position() + (in.getShort() & 0xffff);
                if (marker == EXIF_SEGMENT && in.getInt() == 0x45786966) { // "Exif"
                    in.getShort();
                    return of(in.slice());
                }
                in.position(next);
            }
        } catch (RuntimeException e) { // a cut or crooked file; the decoder has the last word on it
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    /** Looks into the list of tags. */
    private static JpegOrientation of(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int list = tiff.getInt(4);
        int count = tiff.getShort(list) & 0xffff;
        for (int i = 0; i < count; i++) {
            int entry = list + 2 + 12 * i;
            if (tiff.getShort(entry) == ORIENTATION) {
                int tag = tiff.getShort(entry + 8);
                return tag >= 1 && tag <= 8 ? new JpegOrientation(tag) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** Turns a picture so that up is up. */
    Picture upright(Picture p) {
        if (tag == 1) {
            return p;
        }
        ImageShape s = p.shape();
        boolean turned = tag >= 5;
        int height = turned ? s.width() : s.height();
        int width = turned ? s.height() : s.width();
        byte[] pixels = new byte[s.size()];
        for (int c = 0; c < s.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int row = turned ? x : y;
                    int column = turned ? y : x;
                    row = tag == 3 || tag == 4 || tag == 7 || tag == 6 ? s.height() - 1 - row : row;
                    column =
                            tag == 2 || tag == 3 || tag == 7 || tag == 8
                                    ? s.width() - 1 - column
                                    : column;
                    pixels[(c * height + y) * width + x] =
                            p.pixels()[(c * s.height() + row) * s.width() + column];
                }
            }
        }
        return new Picture(new ImageShape(s.channels(), height, width), pixels);
    }
}
