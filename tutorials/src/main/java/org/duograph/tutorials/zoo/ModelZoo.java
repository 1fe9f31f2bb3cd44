package org.duograph.tutorials.zoo;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.data.DataSet;
import org.duograph.data.ImageFolder;
import org.duograph.data.ImageGrid;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.duograph.data.Picture;
import org.duograph.data.PixelReader;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.PredictorExport;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.zoo.FineTuning;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;

/**
 * Lesson "The model zoo", step by step.
 *
 * <p>Argument: the folder for its pictures and models, {@code out/zoo} if not given.
 */
public final class ModelZoo {
    // tag::counts[]
    private static final int EACH = 12;
    private static final int EPOCHS = 20;

    // end::counts[]

    private ModelZoo() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/zoo");
        Files.createDirectories(folder);
        step("A model and its card");
        ZooModel model = card(folder);
        step("Drawings");
        drawings(model, folder);
        step("Fine-tune");
        DataSet signs = signs(folder);
        ZooModel tuned = fineTune(model, signs);
        step("Is it worth it");
        compare(model, signs);
        step("Files");
        files(tuned, signs, folder);
        step("Style");
        style(model, folder);
    }

    static ZooModel card(Path folder) throws IOException {
        // tag::card[]
        Zoo zoo = new Zoo(folder.resolve("zoo")); // <1>
        ZooModel model = zoo.model("lenet-fashion");
        ModelCard card = model.card();
        System.out.println(card.title() + ", " + model.parameters() + " numbers");
        System.out.println("takes " + card.pictures());
        System.out.println("knows " + String.join(", ", card.classes()));
        System.out.println("right in " + card.accuracy());
        // end::card[]
        return model;
    }

    static void drawings(ZooModel model, Path folder) throws IOException {
        // tag::run[]
        List<Picture> clothes =
                List.of(
                        Drawings.draw(28, Drawings.TROUSERS),
                        Drawings.draw(28, Drawings.SHIRT),
                        Drawings.draw(28, Drawings.BAG));
        try (Predictor predictor = model.predictor(new Workspace())) {
            for (List<Guess> guesses : model.classify(predictor, clothes, 2)) {
                print(guesses);
            }
            part();
            Picture heart = Drawings.draw(28, Drawings.sign("heart", new Random(1)));
            print(model.classify(predictor, List.of(heart), 2).get(0));
        }
        // end::run[]
        List<Picture> all = new ArrayList<>(clothes);
        Random random = new Random(3);
        for (String name : List.of("heart", "moon", "star", "heart", "moon")) {
            all.add(Drawings.draw(28, Drawings.sign(name, random)));
        }
        new ImageGrid(8, 3).write(folder.resolve("drawings.png"), side(all));
    }

    // tag::print[]
    private static void print(List<Guess> guesses) {
        List<String> words = new ArrayList<>();
        guesses.forEach(g -> words.add("%s %.3f".formatted(g.name(), g.score())));
        System.out.println(String.join(", ", words));
    }

    // end::print[]

    // tag::side[]
    /** Pictures of one shape as one array. */
    private static NDArray side(List<Picture> pictures) {
        byte[] all = new byte[pictures.size() * pictures.get(0).pixels().length];
        int to = 0;
        for (Picture picture : pictures) {
            System.arraycopy(picture.pixels(), 0, all, to, picture.pixels().length);
            to += picture.pixels().length;
        }
        return NDArray.ofBytes(pictures.get(0).shape().batchOf(pictures.size()), all);
    }

    // end::side[]

    static DataSet signs(Path folder) throws IOException {
        // tag::signs[]
        Path signs = folder.resolve("signs");
        Drawings.writeSigns(signs.resolve("train"), EACH, 1);
        Drawings.writeSigns(signs.resolve("test"), 100, 2);
        ImageShape shape = new ImageShape(1, 28, 28);
        DataSet data = new ImageFolder(signs, shape, folder.resolve("cache"), text -> {}).read();
        System.out.println(
                "%d to learn from, %d to measure with, classes %s"
                        .formatted(data.train().count(), data.test().count(), data.classNames()));
        // end::signs[]
        part();
        return data;
    }

    static ZooModel fineTune(ZooModel model, DataSet signs) throws IOException {
        // tag::tune[]
        try (Workspace workspace = new Workspace()) {
            FineTuning tuning = new FineTuning(workspace, model, signs.classNames(), 0.01, 0);
            System.out.println(tuning.learntNumbers() + " numbers learn");
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                double loss = tuning.epoch(signs.train(), 6, epoch, (seen, mean) -> {});
                if (epoch % 5 == 0 || epoch == EPOCHS - 1) {
                    System.out.printf("epoch %2d: loss %.3f%n", epoch + 1, loss);
                }
            }
            ZooModel tuned = tuning.model(card(model.card(), signs));
            System.out.println(right(tuned, signs.test()));
            // end::tune[]
            return tuned;
        }
    }

    // tag::newcard[]
    private static ModelCard card(ModelCard base, DataSet signs) {
        return new ModelCard(
                "signs",
                "Hearts, moons and stars",
                base.input(),
                base.output(),
                signs.classNames(),
                "",
                base.licence(),
                "lesson about the zoo, from " + base.name(),
                ModelCard.NOT_WRITTEN); // <1>
    }

    // end::newcard[]

    // tag::right[]
    private static String right(ZooModel model, Images images) throws IOException {
        List<Picture> pictures = pictures(images);
        int right = 0;
        try (Predictor predictor = model.predictor(new Workspace())) {
            List<List<Guess>> guesses = model.classify(predictor, pictures, 1);
            for (int i = 0; i < pictures.size(); i++) {
                String truth = model.card().className(images.label(i));
                right += guesses.get(i).get(0).name().equals(truth) ? 1 : 0;
            }
        }
        return "%d of %d test pictures".formatted(right, pictures.size());
    }

    // end::right[]

    // tag::pictures[]
    private static List<Picture> pictures(Images images) throws IOException {
        List<Picture> all = new ArrayList<>();
        try (PixelReader reader = images.open()) {
            for (int i = 0; i < images.count(); i++) {
                byte[] pixels = new byte[images.shape().size()];
                reader.read(i, pixels);
                all.add(new Picture(images.shape(), pixels));
            }
        }
        return all;
    }

    // end::pictures[]

    static void compare(ZooModel model, DataSet signs) throws IOException {
        // tag::compare[]
        ModelHelper fresh = new ModelHelper("fresh");
        SmallNets.leNet(fresh, "data"); // <1>
        ZooModel nothing =
                new ZooModel(model.card(), fresh.paramInitNet().proto(), model.predict());
        System.out.println("the new layer alone: " + tuned(model, signs, 0));
        System.out.println("all, the rest slowly: " + tuned(model, signs, 0.001));
        System.out.println("all from nothing: " + tuned(nothing, signs, 0.01));
        // end::compare[]
    }

    // tag::tuned[]
    private static String tuned(ZooModel start, DataSet signs, double restRate) throws IOException {
        try (Workspace workspace = new Workspace()) {
            FineTuning tuning =
                    new FineTuning(workspace, start, signs.classNames(), 0.01, restRate);
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                tuning.epoch(signs.train(), 6, epoch, (seen, mean) -> {});
            }
            return right(tuning.model(card(start.card(), signs)), signs.test());
        }
    }

    // end::tuned[]

    static void files(ZooModel tuned, DataSet signs, Path folder) throws IOException {
        // tag::write[]
        Path home = folder.resolve("zoo").resolve("signs");
        ZooModel.write(home, tuned.card(), tuned.init(), tuned.predict());
        ZooModel again = new Zoo(folder.resolve("zoo")).model("signs"); // <1>
        System.out.println(again.card().title() + ": " + right(again, signs.test()));
        // end::write[]
        part();
        // tag::export[]
        String input = tuned.card().pictures().blob();
        Path file = folder.resolve("signs.minidb");
        try (Workspace filled = new Workspace()) {
            filled.runNetOnce(tuned.init());
            Map<String, Shape> shapes = Map.of(input, tuned.card().pictures().shape(1));
            PredictorExport.of(tuned.predict(), List.of(input), shapes)
                    .save(file, filled::fetchBlob);
        }
        PredictorExport.Loaded loaded = PredictorExport.load(file);
        List<Picture> some = pictures(signs.test()).subList(0, 10);
        NDArray pixels = tuned.card().pictures().input(some);
        try (Predictor before = tuned.predictor(new Workspace());
                Predictor after = new Predictor(loaded.init(), loaded.predict())) {
            NDArray first = before.run(List.of(pixels)).get(0);
            NDArray second = after.run(List.of(pixels)).get(0);
            boolean same = first.shape().equals(second.shape());
            for (int i = 0; same && i < first.size(); i++) {
                same = Math.abs(first.get(i) - second.get(i)) < 1e-4; // <1>
            }
            System.out.println("same answers, but for rounding: " + same);
        }
        // end::export[]
    }

    static void style(ZooModel model, Path folder) throws IOException {
        // tag::style[]
        Picture boat = Drawings.draw(120, Drawings.BOAT);
        Picture night = Drawings.draw(120, Drawings.NIGHT);
        try (Workspace workspace = new Workspace()) {
            Picture painted = new Style(workspace, model, 120).paint(boat, night, 100);
            List<Picture> pictures = List.of(boat, night, painted);
            new ImageGrid(3, 2).write(folder.resolve("style.png"), side(pictures));
        }
        // end::style[]
    }
}
