package org.duograph.training;

import java.util.List;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.tensor.NDArray;

/** Images and labels as samples. */
record ImageSamples(Batches all) implements Samples {
    @Override
    public int count() {
        return all.imagesPerEpoch();
    }

    @Override
    public int batches() {
        return all.perEpoch();
    }

    @Override
    public Reader read(int epoch, int batch) {
        BatchReader reader = all.read(epoch, batch, epoch + 1);
        return new Reader() {
            @Override
            public boolean hasNext() {
                return reader.hasNext();
            }

            @Override
            public List<NDArray> next() {
                Batch next = reader.next();
                return List.of(next.images(), next.labels());
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
