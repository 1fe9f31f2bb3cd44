package org.duograph.data;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads images where they stand, in files of records of one label byte and then the pixels.
 *
 * <p>Each image is read when it is asked for, and the system keeps the files in memory that is
 * nobody's as long as there is some to spare. Mapping the files would count the same pages as ours.
 */
final class RecordReader implements PixelReader {
    private final List<Path> files;
    private final int[] ends;
    private final RandomAccessFile[] open;

    /**
     * A reader that opens each file when its first image is asked for.
     *
     * @param ends for each file the number of images in it and in all before it
     */
    RecordReader(List<Path> files, int... ends) {
        this.files = files;
        this.ends = ends;
        this.open = new RandomAccessFile[ends.length];
    }

    @Override
    public void read(int image, byte[] into) throws IOException {
        int file = 0;
        while (image >= ends[file]) {
            file++;
        }
        int record = image - (file == 0 ? 0 : ends[file - 1]);
        long offset = (long) record * (1 + into.length) + 1;
        try {
            if (open[file] == null) {
                open[file] = new RandomAccessFile(files.get(file).toFile(), "r");
            }
            open[file].seek(offset);
            open[file].readFully(into);
        } catch (FileNotFoundException e) {
            throw changed(file, offset, "no file that can be opened", e);
        } catch (EOFException e) {
            throw changed(file, offset, "the end of the file", e);
        }
    }

    private DataException changed(int file, long offset, String found, IOException cause) {
        return DataException.at(
                files.get(file),
                offset,
                "an image, which was there when the files were checked",
                found,
                "Leave the files as they are while they are in use; start again.",
                cause);
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < open.length; i++) {
            if (open[i] != null) {
                open[i].close();
                open[i] = null;
            }
        }
    }
}
