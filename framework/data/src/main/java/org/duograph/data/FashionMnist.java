package org.duograph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Fashion-MNIST, ready to be used: 60,000 training and 10,000 test images of 28 x 28 grey pixels,
 * pieces of clothing in ten classes.
 *
 * <pre>{@code
 * DataSet data = FashionMnist.load();
 * }</pre>
 *
 * <p>Source: Xiao et al., "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms", 2017.
 */
public final class FashionMnist {
    private static final String ADDRESS =
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";

    /** The four files as TensorFlow's Keras publishes them; their contents are the authors'. */
    static final List<Archive> ARCHIVES =
            List.of(
                    Archive.of(
                            ADDRESS + "train-images-idx3-ubyte.gz",
                            26_421_880,
                            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                    Archive.of(
                            ADDRESS + "train-labels-idx1-ubyte.gz",
                            29_515,
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                    Archive.of(
                            ADDRESS + "t10k-images-idx3-ubyte.gz",
                            4_422_102,
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                    Archive.of(
                            ADDRESS + "t10k-labels-idx1-ubyte.gz",
                            5_148,
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

    private FashionMnist() {}

    /**
     * Finds the data set as {@link Mnist#find} does; if it is nowhere, it is downloaded into the
     * per-user cache (31 MB), where later calls find it.
     *
     * @throws DataException if files are not right
     * @throws IOException if it is nowhere and can't be downloaded
     */
    public static DataSet load() throws IOException {
        return load(DataSources.standard());
    }

    /**
     * The same, looking where these say; sources without an archive never use the network.
     *
     * @throws DataException if files are not right
     * @throws IOException if it is nowhere and can't be downloaded
     */
    public static DataSet load(DataSources sources) throws IOException {
        return load(sources, ARCHIVES, Mnist.SYSTEM);
    }

    static DataSet load(DataSources sources, List<Archive> archives, Path system)
            throws IOException {
        Path place = Mnist.FASHION.place(sources, system);
        if (place != null) {
            return Mnist.FASHION.read(place);
        }
        if (sources.archive() == null) {
            return Mnist.FASHION.find(null, sources, system); // says where it looked
        }
        return download(sources, archives);
    }

    private static DataSet download(DataSources sources, List<Archive> archives)
            throws IOException {
        Path cached = Mnist.FASHION.cached(sources);
        Path gathering = cached.resolveSibling(cached.getFileName() + ".download");
        sources.announce()
                .accept(
                        "Fashion-MNIST is not on this machine. Downloading it from %s (31 MB) into %s."
                                .formatted(archives.get(0).address().getHost(), cached));
        try {
            for (Archive archive : archives) {
                Path file = gathering.resolve(archive.fileName());
                if (!Files.exists(file)) {
                    new Download(archive, file, sources.connectTimeout(), sources.progress())
                            .fetch();
                }
            }
        } catch (UnreachableException e) {
            throw new IOException(
                    "Fashion-MNIST is not on this machine and can't be downloaded: %s. Put its four files into a folder and name that in the variable FASHION_MNIST_DIR; Debian and Ubuntu have them as package dataset-fashion-mnist"
                            .formatted(e.getMessage()),
                    e);
        }
        Mnist.FASHION.read(gathering); // what is not right must not become the cache
        Files.move(gathering, cached, StandardCopyOption.ATOMIC_MOVE);
        return Mnist.FASHION.read(cached);
    }
}
