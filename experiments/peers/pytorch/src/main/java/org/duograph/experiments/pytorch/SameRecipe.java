package org.duograph.experiments.pytorch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.duograph.data.Augmentation;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.Normalization;
import org.duograph.data.ProgressBar;
import org.duograph.tensor.NDArray;

/**
 * {@code ./mvnw -q -Psame-recipe,peers -Dargs="EPOCHS [DIR]"}: trains ResNet-20 on CIFAR-10 with
 * PyTorch by the recipe of {@code duograph zoo train resnet20-cifar10}, and prints how many of the
 * test images it names rightly. The images come in the same batches, cropped and flipped alike. The
 * first weights are others, and PyTorch's momentum holds gradients where Caffe2's holds gradients
 * times the rate, which differs a little while the rate falls. So it tells what a net of this kind
 * can learn from these files.
 */
public final class SameRecipe {
    private static final int BATCH = 128;
    private static final double RATE = 0.1; // falls in a straight line to 0
    private static final double MOMENTUM = 0.9;
    private static final double WEIGHT_DECAY = 0.0005;
    private static final int SEED = 1;

    private final ResNet20 net;
    private final SGD optimizer;

    private SameRecipe(int classes) {
        manual_seed(SEED);
        net = new ResNet20(classes);
        optimizer = new SGD(net.weights(), options(WEIGHT_DECAY));
        optimizer.add_param_group(new OptimizerParamGroup(net.others(), options(0)));
    }

    private static SGDOptions options(double weightDecay) {
        SGDOptions options = new SGDOptions(RATE);
        options.momentum().put(MOMENTUM);
        options.nesterov().put(true);
        options.weight_decay().put(weightDecay);
        return options;
    }

    /** Trains and prints. */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && !args[0].matches("[1-9]\\d{0,3}")) {
            System.err.println(
                    "The first argument is the number of epochs, 1 to 9999, found " + args[0]);
            System.exit(2);
        }
        int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        Path folder = args.length > 1 ? Path.of(args[1]) : null;
        DataSources sources = DataSources.standard().withFolder(folder);
        DataSet data = sources.telling(System.out::println, (what, done, total) -> {}).cifar10();
        System.out.println("Data: " + data.describe());
        SameRecipe recipe = new SameRecipe(data.classNames().size());
        Batches train =
                Batches.of(data.train(), BATCH)
                        .shuffled()
                        .seeded(SEED)
                        .normalized(Normalization.of(data.train()))
                        .augmented(Augmentation.padCropFlip());
        Batches test =
                Batches.of(data.test(), BATCH).normalized(train.normalization()).keepingLast();
        recipe.train(train, test, epochs);
    }

    private void train(Batches train, Batches test, int epochs) {
        int steps = epochs * train.perEpoch();
        ProgressBar bar = ProgressBar.on(System.err, ProgressBar.onTerminal());
        bar.begin("Training", "steps", 0, steps);
        int step = 0;
        double losses = 0;
        try (BatchReader reader = train.read(epochs)) {
            while (reader.hasNext()) {
                losses += step(reader.next(), RATE * (steps - step) / steps);
                step++;
                bar.update(step, "");
                if (step % train.perEpoch() == 0) {
                    bar.hide();
                    System.out.printf(
                            Locale.ROOT,
                            "epoch %d: loss %.4f, %.2f%% of the test images%n",
                            step / train.perEpoch(),
                            losses / train.perEpoch(),
                            100 * accuracy(test));
                    losses = 0;
                }
            }
        }
        bar.end();
    }

    @SuppressWarnings("try") // what is opened works by being open
    private double step(Batch batch, double rate) {
        try (PointerScope scope = new PointerScope()) {
            for (int group = 0; group < 2; group++) {
                optimizer.param_groups().get(group).options().set_lr(rate);
            }
            optimizer.zero_grad();
            net.train(true);
            Tensor scores = net.scores(images(batch));
            Tensor loss = cross_entropy_loss(scores, labels(batch));
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    @SuppressWarnings("try") // what is opened works by being open
    private double accuracy(Batches test) {
        net.train(false);
        long right = 0;
        try (BatchReader reader = test.read(1)) {
            while (reader.hasNext()) {
                try (PointerScope scope = new PointerScope();
                        InferenceMode mode = new InferenceMode(true)) {
                    Batch batch = reader.next();
                    Tensor named = net.scores(images(batch)).argmax(new LongOptional(1), false);
                    right += named.eq(labels(batch)).sum().item_long();
                }
            }
        }
        return (double) right / test.images().count();
    }

    private static Tensor images(Batch batch) {
        NDArray images = batch.images();
        long[] shape = images.shape().toList().stream().mapToLong(d -> d).toArray();
        return from_blob(
                        new FloatPointer(images.floats()),
                        shape,
                        new TensorOptions(ScalarType.Float))
                .contiguous(MemoryFormat.ChannelsLast);
    }

    private static Tensor labels(Batch batch) {
        long[] labels = new long[batch.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (long) batch.labels().get(i);
        }
        return tensor(labels);
    }
}
