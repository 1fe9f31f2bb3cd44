package org.duograph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * The two data sets in MNIST's four IDX files: grey images of 28 x 28 in ten classes.
 *
 * <p>Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998; Xiao et
 * al., "Fashion-MNIST", 2017.
 */
public enum Mnist {
    /** Handwritten digits. */
    DIGITS(
            "MNIST",
            "mnist",
            "MNIST_DIR",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")),

    /** Pieces of clothing; Debian and Ubuntu have them in package {@code dataset-fashion-mnist}. */
    FASHION(
            "Fashion-MNIST",
            "fashion-mnist",
            "FASHION_MNIST_DIR",
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot"));

    /** Where Debian's packages put data sets. */
    static final Path SYSTEM = Path.of("/usr/share/datasets");

    private final String title;
    private final String folderName;
    private final String variable;
    private final List<String> classNames;

    Mnist(String title, String folderName, String variable, List<String> classNames) {
        this.title = title;
        this.folderName = folderName;
        this.variable = variable;
        this.classNames = classNames;
    }

    /** The data set's name. */
    public String title() {
        return title;
    }

    /**
     * Finds and reads the files: in {@code folder}, else in the folder that {@code MNIST_DIR} or
     * {@code FASHION_MNIST_DIR} names, else in the per-user cache, else where Debian's package puts
     * them. Nothing is downloaded.
     *
     * @param folder the folder, or null to search
     * @throws DataException if they are not there or not right
     */
    public DataSet find(Path folder, DataSources sources) throws IOException {
        return find(folder, sources, SYSTEM);
    }

    DataSet find(Path folder, DataSources sources, Path system) throws IOException {
        Path place = folder == null ? place(sources, system) : folder;
        if (place == null) {
            throw DataException.of(
                    cached(sources),
                    "the four files of " + title,
                    "nothing there, nor in " + system.resolve(folderName),
                    "Name their folder, or put it into the variable " + variable + ".");
        }
        return read(place);
    }

    /** Where the files are if nobody names a folder; null if they are nowhere. */
    Path place(DataSources sources, Path system) {
        String named = sources.environment().get(variable);
        if (named != null && !named.isBlank()) {
            sources.announce().accept("Reading %s from %s.".formatted(title, named));
            return Path.of(named);
        }
        for (Path place : List.of(cached(sources), system.resolve(folderName))) {
            if (Files.isDirectory(place)) {
                return place;
            }
        }
        return null;
    }

    /** The folder in the per-user cache. */
    Path cached(DataSources sources) {
        return sources.cache().resolve(folderName);
    }

    /**
     * Reads the four files, plain or {@code .gz}, from {@code folder}.
     *
     * @throws DataException if one is missing, damaged, or does not fit the others
     */
    public DataSet read(Path folder) throws IOException {
        MessageDigest sha256 = Checksums.sha256();
        Images train = images(folder, "train", sha256);
        Images test = images(folder, "t10k", sha256);
        return new DataSet(title, title, classNames, train, test, Checksums.hex(sha256));
    }

    private Images images(Path folder, String part, MessageDigest sha256) throws IOException {
        Path imageFile = file(folder, part + "-images", "idx3-ubyte");
        Path labelFile = file(folder, part + "-labels", "idx1-ubyte");
        NDArray pixels = bytes(imageFile, 3);
        NDArray labels = bytes(labelFile, 1);
        int count = pixels.shape().dim(0);
        if (labels.size() != count) {
            throw DataException.at(
                    labelFile,
                    4,
                    count + " labels, one for each image of " + imageFile.getFileName(),
                    "" + labels.size(),
                    "The two files do not belong together; get them anew.");
        }
        for (int i = 0; i < count; i++) {
            if (labels.get(i) >= classNames.size()) {
                throw DataException.at(
                        labelFile,
                        8 + i,
                        "a label from 0 to " + (classNames.size() - 1),
                        "" + (int) labels.get(i),
                        "The file is damaged or of another data set; get it anew.");
            }
        }
        byte[] pixelBytes = (byte[]) pixels.data();
        byte[] labelBytes = (byte[]) labels.data();
        sha256.update(pixelBytes);
        sha256.update(labelBytes);
        int height = pixels.shape().dim(1);
        int width = pixels.shape().dim(2);
        return new Images(new ImageShape(1, height, width), pixelBytes, labelBytes);
    }

    /** The file under one of the names it goes by. */
    private static Path file(Path folder, String stem, String kind) throws IOException {
        for (String name : List.of(stem + "-" + kind, stem + "." + kind)) {
            for (String ending : List.of(".gz", "")) {
                Path file = folder.resolve(name + ending);
                if (Files.exists(file)) {
                    return file;
                }
            }
        }
        LookAlike found = LookAlike.of(folder);
        boolean some = found.what().contains("of MNIST");
        throw DataException.of(
                folder,
                "a file " + stem + "-" + kind + ", plain or .gz",
                some ? "none" : found.what(),
                some ? "Name the folder that holds all four files of MNIST." : found.fix());
    }

    private static NDArray bytes(Path file, int rank) throws IOException {
        NDArray array = Idx.read(file);
        if (array.dtype() != DType.UINT8 || array.shape().rank() != rank || array.size() == 0) {
            throw DataException.at(
                    file,
                    2,
                    "bytes of rank " + rank,
                    "" + array.type(),
                    "Images and labels may be exchanged, or the file is of another data set.");
        }
        return array;
    }
}
