package org.duograph.cli.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duograph.graph.Suggestion;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.zoo.ResNet;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.Vgg;

/**
 * How a model of ours is made: its layers, and a solver that lies beside this program.
 *
 * @param name the model's name
 * @param title a line for people
 * @param layers adds the layers that lead from blob {@code data} to the scores, which it names
 */
record Recipe(String name, String title, Function<ModelHelper, String> layers) {
    private static final int CLASSES = 10;

    /** All there are. */
    static final List<Recipe> ALL =
            List.of(
                    new Recipe(
                            "lenet-fashion",
                            "LeNet, clothes of Fashion-MNIST",
                            m -> SmallNets.leNet(m, "data")),
                    new Recipe(
                            "six-layers-cifar10",
                            "the 6-layer network, small photographs of CIFAR-10",
                            m -> Vgg.sixLayers(m, "data", CLASSES)),
                    new Recipe(
                            "resnet20-cifar10",
                            "ResNet-20, small photographs of CIFAR-10",
                            m -> ResNet.cifar(m, "data", 3, CLASSES)),
                    new Recipe(
                            "vgg16-cifar10",
                            "VGG-16 with batch normalisation, small photographs of CIFAR-10",
                            m -> Vgg.cifar(m, "data", 16, true, CLASSES)));

    /**
     * The recipe of that name.
     *
     * @throws NoSuchElementException if there is none; the message lists them
     */
    static Recipe of(String name) {
        List<String> names =
                Stream.concat(ALL.stream().map(Recipe::name), Stream.of(WriterTraining.NAME))
                        .toList();
        return ALL.stream()
                .filter(r -> r.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new NoSuchElementException(
                                        "There is no recipe for a model \"%s\"%s (there are %s)"
                                                .formatted(
                                                        name,
                                                        Suggestion.among(name, names),
                                                        Suggestion.list(names))));
    }

    /** The net from images and labels to loss and softmax, with what fills its parameters. */
    ModelHelper model() {
        ModelHelper model = new ModelHelper(name);
        String scores = layers.apply(model);
        model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        return model;
    }

    /** The text of the solver. */
    String solver() throws IOException {
        String file = "/recipes/%s.pbtxt".formatted(name);
        try (InputStream in = Recipe.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
