package org.duograph.spark;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Parallelization;
import org.duograph.workspace.parallel.Rendezvous;

/**
 * The 6-layer network on records as CIFAR-10 has them: a byte for the class, 3072 for pixels.
 *
 * @param pids where each process that trains it leaves its number; null for nowhere
 */
record SixLayers(String pids) implements ShardModel {
    static final int RECORD = 3073;

    @Override
    public DataParallel start(Workspace workspace, Rendezvous meeting) throws IOException {
        if (pids != null) {
            Files.createDirectories(Path.of(pids));
            Files.writeString(
                    Path.of(pids, "" + ProcessHandle.current().pid()), "" + meeting.shard());
        }
        Net.releaseNames();
        ModelHelper model = new ModelHelper("six");
        Parallelization begun = DataParallel.of(model).onCpu(1);
        if (meeting != null) {
            begun.rendezvous(meeting);
        }
        DataParallel parallel =
                begun.input(SixLayers::input)
                        .forward((m, scale) -> List.of(loss(m, scale)))
                        .optimizer(Optimizers.sgd(0.01).momentum(0.9))
                        .optimizeGradientMemory(true)
                        .build();
        parallel.start(workspace);
        return parallel;
    }

    private static void input(ModelHelper model) {
        model.input("data", Shape.of(1, 3, 32, 32));
        model.input("label", new ArrayType(DType.INT32, Shape.of(1)));
    }

    private static String loss(ModelHelper m, double scale) {
        String x = block(m, block(m, "data", "a", 3, 32), "b", 32, 64);
        Brew.fc(m, x, "fc1", 64 * 8 * 8, 512);
        Brew.fc(m, Brew.relu(m, "fc1", "fc1"), "fc2", 512, 10);
        String loss = Brew.softmaxWithLoss(m, "fc2", "label", "softmax", "mean").loss();
        return m.op("Scale", loss, "loss", Ops.arg("scale", scale));
    }

    private static String block(ModelHelper m, String in, String name, int from, int to) {
        Brew.conv(m, in, name + "1", from, to, kernel(3), pad(1));
        Brew.conv(m, Brew.relu(m, name + "1", name + "1"), name + "2", to, to, kernel(3), pad(1));
        String last = Brew.relu(m, name + "2", name + "2");
        return Brew.maxPool(m, last, name + "_pool", kernel(2), stride(2));
    }

    @Override
    public Map<String, NDArray> batch(List<byte[]> records) {
        NDArray data = NDArray.zeros(ArrayType.float32(records.size(), 3, 32, 32));
        NDArray label = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(records.size())));
        float[] numbers = data.floats();
        for (int i = 0; i < records.size(); i++) {
            byte[] record = records.get(i);
            label.set(i, record[0]);
            for (int k = 1; k < RECORD; k++) {
                numbers[i * (RECORD - 1) + k - 1] = ((record[k] & 0xff) - 128) / 64f;
            }
        }
        Map<String, NDArray> batch = new LinkedHashMap<>();
        batch.put("data", data);
        batch.put("label", label);
        return batch;
    }

    /** Records whose brightness tells the class. */
    static byte[] records(int count) {
        Random random = new Random(1);
        byte[] all = new byte[count * RECORD];
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(10);
            all[i * RECORD] = (byte) label;
            for (int k = 1; k < RECORD; k++) {
                all[i * RECORD + k] = (byte) (20 * label + random.nextInt(60));
            }
        }
        return all;
    }
}
