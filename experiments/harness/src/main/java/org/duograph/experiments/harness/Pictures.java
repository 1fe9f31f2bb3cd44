package org.duograph.experiments.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.Normalization;
import org.duograph.experiments.harness.Framework.ImageOrder;

/** The images that a request asks for, normalised and staged. */
final class Pictures {
    /** The data set that {@link Request#data} calls so. */
    static final String CIFAR10 = "cifar10";

    private final Request request;
    private final ImageOrder order;
    private final DataSet data;
    private final Normalization normalization;

    private Pictures(Request request, ImageOrder order, DataSet data) throws IOException {
        this.request = request;
        this.order = order;
        this.data = data;
        this.normalization = Normalization.of(data.train());
    }

    /**
     * Opens them, without the network.
     *
     * @throws IOException if CIFAR-10 is asked for and not on this machine
     */
    static Pictures open(Request request, ImageOrder order) throws IOException {
        DataSources sources = DataSources.standard().withArchive(null);
        DataSet all = request.data().equals(CIFAR10) ? sources.cifar10() : sources.shapes10();
        if (request.data().equals(CIFAR10) && !all.name().equals("CIFAR-10")) {
            throw new IOException(
                    "CIFAR-10 was asked for, but it is not on this machine. Name its folder with"
                            + " CIFAR10_DIR, or ask for shapes-10");
        }
        int images = request.images();
        return new Pictures(request, order, images == 0 ? all : all.first(images, images));
    }

    /** Source, counts and checksum. */
    String describe() {
        return data.describe();
    }

    /** Batches of training images in a number of random orders. */
    Batches training() {
        return Batches.of(data.train(), request.batch())
                .shuffled()
                .seeded(request.seed())
                .normalized(normalization);
    }

    /** Batches of test images, in their order. */
    Batches test() {
        return Batches.of(data.test(), request.batch()).normalized(normalization);
    }

    /** Stages as many epochs as so many batches need. */
    StagedBatches staged(Batches batches, int count) {
        return new StagedBatches(batches, 1 + (count - 1) / batches.perEpoch(), order);
    }

    /** Some test batches, all staged now, so that no other thread works later. */
    List<StagedBatches.Staged> few(int count) {
        List<StagedBatches.Staged> few = new ArrayList<>();
        try (BatchReader reader = test().preparing(0).read(1)) {
            while (few.size() < count && reader.hasNext()) {
                StagedBatches.Staged staged = new StagedBatches.Staged(request.batch());
                StagedBatches.copy(reader.next(), order, staged);
                few.add(staged);
            }
        }
        return few;
    }
}
