package org.duograph.cli.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.cli.options.DeviceList;
import org.duograph.spark.ShardModel;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Rendezvous;
import org.duograph.workspace.proto.NetDef;

/**
 * A net and its solver as shards of a Spark application train them, on records as CIFAR-10 has
 * them: a byte for the class, then pixels, channel by channel.
 *
 * @param steps of the whole run
 * @param batch images of a shard in a step
 * @param shape channels, height and width of an image
 * @param mean of each channel, 0 to 255
 * @param deviation of each channel
 */
record SolverModel(
        NetDef forward,
        Solver solver,
        int steps,
        int batch,
        String loss,
        String scores,
        List<Integer> shape,
        float[] mean,
        float[] deviation)
        implements ShardModel {
    private static final long serialVersionUID = 1;

    @Override
    public DataParallel start(Workspace workspace, Rendezvous meeting) throws IOException {
        ArrayType data = ArrayType.float32(batch, shape.get(0), shape.get(1), shape.get(2));
        ArrayType labels = new ArrayType(DType.INT32, Shape.of(batch));
        Settings settings = Settings.of("The solver", solver);
        Replicas replicas;
        synchronized (SolverModel.class) { // names of nets are those of the process
            Net.releaseNames();
            TrainingNets nets =
                    TrainingNets.of(
                            workspace, forward, data, labels, settings, steps, loss, scores);
            workspace.runNetOnce(nets.init());
            replicas =
                    new Replicas(
                            workspace,
                            forward,
                            nets,
                            loss,
                            Map.of(TrainingNets.DATA, data, TrainingNets.LABEL, labels),
                            DeviceList.parse("cpu:1"),
                            settings.optimizer(steps),
                            false,
                            null,
                            meeting);
        }
        return replicas.start().parallel();
    }

    @Override
    public Map<String, NDArray> batch(List<byte[]> records) {
        NDArray data =
                NDArray.zeros(
                        ArrayType.float32(
                                records.size(), shape.get(0), shape.get(1), shape.get(2)));
        NDArray labels = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(records.size())));
        float[] numbers = data.floats();
        int pixels = shape.get(1) * shape.get(2);
        int at = 0;
        for (int i = 0; i < records.size(); i++) {
            byte[] record = records.get(i);
            labels.set(i, record[0] & 0xff);
            for (int c = 0; c < shape.get(0); c++) {
                for (int k = 0; k < pixels; k++) {
                    int pixel = record[1 + c * pixels + k] & 0xff;
                    numbers[at++] = (pixel - mean[c]) / deviation[c];
                }
            }
        }
        Map<String, NDArray> made = new LinkedHashMap<>();
        made.put(TrainingNets.DATA, data);
        made.put(TrainingNets.LABEL, labels);
        return made;
    }
}
