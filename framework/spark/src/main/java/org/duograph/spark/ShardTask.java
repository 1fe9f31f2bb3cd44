package org.duograph.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.spark.BarrierTaskContext;
import org.duograph.cluster.Exchange;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobCodec;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Rendezvous;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** One task of a barrier stage: a shard that trains on its partition until the run is over. */
final class ShardTask implements Function1<Iterator<byte[]>, Iterator<ShardReport>>, Serializable {
    private static final long serialVersionUID = 1;
    private static final int COMPARED_EVERY = 100;

    private final ShardModel model;
    private final ShardSettings settings;

    ShardTask(ShardModel model, ShardSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    @Override
    public Iterator<ShardReport> apply(Iterator<byte[]> partition) {
        List<byte[]> records = new ArrayList<>();
        CollectionConverters.asJava(partition).forEachRemaining(records::add);
        BarrierTaskContext context = BarrierTaskContext.get();
        try {
            ShardReport report = train(context, records);
            return CollectionConverters.asScala(List.of(report).iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private ShardReport train(BarrierTaskContext context, List<byte[]> records) throws IOException {
        int shard = context.partitionId();
        int shards = context.getTaskInfos().length;
        String host = context.getTaskInfos()[shard].address().replaceFirst(":\\d+$", "");
        GroupOptions options =
                GroupOptions.DEFAULT
                        .withRun(settings.run() + "-" + context.stageAttemptNumber())
                        .withSecret(settings.secret())
                        .withDeadline(Duration.ofMillis(settings.deadlineMillis()));
        Exchange meeting =
                new Exchange(shard, shards, host, own -> List.of(context.allGather(own)));
        try (Group group = Group.join(meeting, options);
                Workspace workspace = new Workspace(settings.backend(), settings.seed() + shard)) {
            double[] counts = {records.size(), records.isEmpty() ? 1 : 0};
            group.allReduce(counts);
            if (counts[1] > 0) {
                throw new IllegalArgumentException(
                        "%d of %d partitions have no record; each shard needs some: take fewer shards, or repartition the data"
                                .formatted((long) counts[1], shards));
            }
            BatchOrder order =
                    new BatchOrder(
                            records.size(),
                            (long) counts[0],
                            shards,
                            settings.batch(),
                            settings.seed(),
                            shard);
            DataParallel parallel = model.start(workspace, Rendezvous.of(group));
            Shard one = new Shard(group, workspace, parallel, records, order);
            int from = one.goOn();
            one.trainFrom(from);
            return new ShardReport(shard, one.checksum(), from, host, records.size());
        }
    }

    /** A shard whose model is started. */
    private final class Shard {
        private final Group group;
        private final Workspace workspace;
        private final DataParallel parallel;
        private final List<byte[]> records;
        private final BatchOrder order;
        private final Checkpoints checkpoints = new Checkpoints(Path.of(settings.folder()));
        private double[] losses = {};

        Shard(
                Group group,
                Workspace workspace,
                DataParallel parallel,
                List<byte[]> records,
                BatchOrder order) {
            this.group = group;
            this.workspace = workspace;
            this.parallel = parallel;
            this.records = records;
            this.order = order;
        }

        /** Lets all shards be what the first finds in the newest checkpoint; returns its step. */
        int goOn() throws IOException {
            Checkpoints.State state = group.rank() == 0 ? checkpoints.newest() : null;
            int found = state == null ? 0 : state.step();
            if (state != null && !state.run().equals(settings.what())) {
                throw new IllegalArgumentException(
                        "The checkpoints in %s are of another run (%s there, %s here); take an empty folder"
                                .formatted(settings.folder(), state.run(), settings.what()));
            }
            byte[] told =
                    group.broadcast(
                            0,
                            group.rank() == 0
                                    ? ByteBuffer.allocate(Integer.BYTES).putInt(found).array()
                                    : null);
            int step = ByteBuffer.wrap(told).getInt();
            if (step > 0) {
                if (state != null) {
                    parallel.load(workspace, state.blobs());
                    losses = state.losses();
                } else {
                    parallel.finalizeAfterCheckpoint(workspace);
                }
            }
            return step;
        }

        void trainFrom(int from) throws IOException {
            parallel.startAt(workspace, from);
            int saved = from;
            double[] parts = new double[settings.steps() - from];
            for (int step = from; step < settings.steps(); step++) {
                group.during("step " + step);
                List<byte[]> rows = new ArrayList<>();
                for (int number : order.at(step)) {
                    rows.add(records.get(number));
                }
                parallel.feed(workspace, model.batch(rows));
                parallel.run(workspace);
                parts[step - from] = parallel.loss(workspace);
                int done = step + 1;
                boolean last = done == settings.steps();
                if (last || done % settings.every() == 0) {
                    addLosses(Arrays.copyOfRange(parts, saved - from, done - from));
                    save(done);
                    saved = done;
                }
                if (last || done % COMPARED_EVERY == 0) {
                    compare(done);
                }
            }
        }

        /** A shard's loss is its part of the whole; all parts together are the loss of a step. */
        private void addLosses(double[] parts) throws IOException {
            group.allReduce(parts);
            int before = losses.length;
            losses = Arrays.copyOf(losses, before + parts.length);
            System.arraycopy(parts, 0, losses, before, parts.length);
        }

        private void save(int step) throws IOException {
            if (group.rank() == 0) {
                checkpoints.save(
                        new Checkpoints.State(
                                step, settings.what(), losses, parallel.checkpoint(workspace)));
            }
        }

        /** Shards that differ would learn nonsense, so it is better to stop. */
        private void compare(int step) throws IOException {
            String own = checksum();
            List<byte[]> all = group.allGather(own.getBytes(StandardCharsets.UTF_8));
            List<String> sums =
                    all.stream().map(sum -> new String(sum, StandardCharsets.UTF_8)).toList();
            if (sums.stream().distinct().count() > 1) {
                throw new IllegalStateException(
                        "Shards differ after step %d: the checksums of what they learnt are %s"
                                .formatted(step, sums));
            }
        }

        /** A checksum over the bits of all that the model keeps. */
        String checksum() {
            CRC32C crc = new CRC32C();
            Map<String, NDArray> blobs = new TreeMap<>(parallel.checkpoint(workspace));
            blobs.forEach(
                    (name, array) -> crc.update(BlobCodec.toProto(name, array).toByteArray()));
            return "%08x".formatted(crc.getValue());
        }
    }
}
