package org.duograph.data;

import java.io.IOException;

/**
 * The pixels of {@link Images}, open to be read image by image; close it. One thread at a time may
 * use it.
 */
@FunctionalInterface
public interface PixelReader extends AutoCloseable {
    /**
     * Reads the pixels of one image.
     *
     * @param image its number, from 0
     * @param into takes C x H x W unsigned bytes, from its beginning
     * @throws IOException if they come from a file that can't be read any more
     */
    void read(int image, byte[] into) throws IOException;

    /** Lets go of open files; does nothing where there are none. */
    @Override
    default void close() throws IOException {}
}
