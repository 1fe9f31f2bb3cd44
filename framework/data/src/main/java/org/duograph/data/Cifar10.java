package org.duograph.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The CIFAR-10 binary format: six files of records of one label byte and 3,072 pixel bytes.
 *
 * <p>A record's pixels are three planes of 32 x 32, red, green, blue, row by row. Five files hold
 * the training images, one the test images, 10,000 each. Data sets written by {@link #write} may
 * hold fewer; a data sheet beside the files then says how many, so that a cut file is always
 * noticed.
 *
 * <p>Source: the <a href="https://www.cs.toronto.edu/~kriz/cifar.html">CIFAR-10 page</a>.
 */
public final class Cifar10 {
    /** The official archive. */
    public static final Archive ARCHIVE =
            Archive.of(
                    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                    170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    /** The names of the ten classes, in the order of their labels. */
    public static final List<String> CLASS_NAMES =
            List.of(
                    "airplane",
                    "automobile",
                    "bird",
                    "cat",
                    "deer",
                    "dog",
                    "frog",
                    "horse",
                    "ship",
                    "truck");

    /** The folder inside the official archive. */
    static final String FOLDER = "cifar-10-batches-bin";

    static final int CLASSES = 10;

    private static final int TRAIN_FILES = 5;
    private static final int PIXELS = ImageShape.CIFAR10.size();
    private static final int RECORD = 1 + PIXELS;

    private Cifar10() {}

    /** The name of file {@code i}: 0 to 4 hold training images, 5 the test images. */
    static String fileName(int i) {
        return i < TRAIN_FILES ? "data_batch_" + (i + 1) + ".bin" : "test_batch.bin";
    }

    /** The first training image of file {@code i} when {@code count} are spread over all files. */
    private static int firstOf(int i, int count) {
        return (int) ((long) i * count / TRAIN_FILES);
    }

    /**
     * Reads the six files in {@code folder}, or in the folder {@code cifar-10-batches-bin} in it:
     * checks every record and keeps its label. Pixels stay in the files, which must stay there.
     *
     * @throws DataException if a file is missing, cut or too long, holds a label above 9, or does
     *     not have the checksum that the folder's data sheet states
     */
    public static DataSet read(Path folder) throws IOException {
        Path home = home(folder);
        DataSheet sheet = DataSheet.read(home);
        Cifar10Origin origin = new Cifar10Origin();
        List<Path> trainFiles = new ArrayList<>();
        int[] ends = new int[TRAIN_FILES];
        byte[] trainLabels = new byte[sheet.train()];
        for (int i = 0; i < TRAIN_FILES; i++) {
            ends[i] = firstOf(i + 1, sheet.train());
            trainFiles.add(check(home, i, trainLabels, firstOf(i, sheet.train()), ends[i], origin));
        }
        byte[] testLabels = new byte[sheet.test()];
        Path testFile = check(home, TRAIN_FILES, testLabels, 0, sheet.test(), origin);
        String sha256 = origin.sha256();
        sheet.check(home, sha256);
        return new DataSet(
                sheet.name(),
                sheet.source() != null ? sheet.source() : origin.describe(),
                DataSheet.classNames(home),
                images(trainLabels, trainFiles, ends),
                images(testLabels, List.of(testFile), sheet.test()),
                sha256);
    }

    private static Path home(Path folder) throws IOException {
        for (Path home : List.of(folder, folder.resolve(FOLDER))) {
            if (Files.exists(home.resolve(fileName(0)))) {
                return home;
            }
        }
        LookAlike found = LookAlike.of(folder);
        throw DataException.of(
                folder,
                "a folder with the binary files of CIFAR-10, " + fileName(0) + " to " + fileName(5),
                found.what(),
                found.fix());
    }

    private static Images images(byte[] labels, List<Path> files, int... ends) {
        return new Images(ImageShape.CIFAR10, () -> new RecordReader(files, ends), labels);
    }

    /** Reads a file through once; gives its path. */
    private static Path check(
            Path home, int index, byte[] labels, int first, int end, Cifar10Origin origin)
            throws IOException {
        Path file = home.resolve(fileName(index));
        checkLength(file, end - first);
        byte[] record = new byte[RECORD];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 18)) {
            for (int i = first; i < end; i++) {
                long offset = (long) (i - first) * RECORD;
                int length = in.readNBytes(record, 0, RECORD);
                if (length < RECORD) {
                    throw wrongLength(file, end - first, offset + length);
                }
                if ((record[0] & 0xff) >= CLASSES) {
                    throw DataException.at(
                            file,
                            offset,
                            "a label from 0 to " + (CLASSES - 1),
                            (record[0] & 0xff) + " (record " + (i - first) + ")",
                            "The file is damaged or in another format; get it anew.");
                }
                origin.update(record);
                labels[i] = record[0];
            }
        }
        origin.endOfFile(index);
        return file;
    }

    private static void checkLength(Path file, int records) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw DataException.of(
                    file,
                    "a file of " + records + " records",
                    Files.exists(file) ? "something else" : "nothing there",
                    "All six files are needed; unpack the archive anew.");
        }
        long length = Files.size(file);
        if (length != (long) records * RECORD) {
            throw wrongLength(file, records, length);
        }
    }

    private static DataException wrongLength(Path file, int records, long length) {
        long whole = (long) records * RECORD;
        String asked = "%d records of %d bytes, %d bytes in all".formatted(records, RECORD, whole);
        return length < whole
                ? DataException.at(
                        file,
                        length,
                        asked,
                        "the end of the file in record " + length / RECORD,
                        "The file is cut off; get it anew.")
                : DataException.at(
                        file,
                        whole,
                        asked,
                        (length - whole) + " bytes more",
                        "The file is too long or in another format; get it anew.");
    }

    /**
     * Writes {@code data} into {@code folder}, which appears whole or not at all.
     *
     * @param data ten classes of 3x32x32 images
     * @param folder must not exist yet; if it does, it stays as it is
     */
    public static void write(DataSet data, Path folder) throws IOException {
        try (StagedFolder staged = StagedFolder.beside(folder)) {
            for (int i = 0; i < TRAIN_FILES; i++) {
                int count = data.train().count();
                writeFile(data.train(), firstOf(i, count), firstOf(i + 1, count), staged, i);
            }
            writeFile(data.test(), 0, data.test().count(), staged, TRAIN_FILES);
            DataSheet.of(data).write(staged.path(), data.classNames());
            staged.commit(staged.path());
        }
    }

    private static void writeFile(Images images, int first, int end, StagedFolder to, int index)
            throws IOException {
        Path file = to.path().resolve(fileName(index));
        byte[] pixels = new byte[PIXELS];
        try (PixelReader reader = images.open();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18)) {
            for (int i = first; i < end; i++) {
                reader.read(i, pixels);
                out.write(images.label(i));
                out.write(pixels);
            }
        }
    }
}
