package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.data.Normalization;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.proto.NetDef;

/**
 * The trained net to be used: a net that predicts, and one that fills its numbers. The first takes
 * pixels as they are, normalises them as training did, and names its classes.
 *
 * @param net predicts
 * @param numbers fills its numbers
 * @param takes what pixels it takes, in words
 */
record Export(NetDef net, NetDef numbers, String takes) {
    /** How the name of the net's file ends. */
    static final String PREDICT = "_predict.pbtxt";

    /** How the name of its numbers' file ends. */
    static final String INIT = "_init.pb";

    /** Makes both. */
    static Export of(
            Workspace workspace, PredictorNet use, DataSet data, Normalization normalization) {
        String input = TrainingNets.DATA;
        ImageShape shape = data.train().shape();
        ImageCard card =
                ImageCard.of(
                        input, shape.channels(), shape.height(), shape.width(), data.classNames());
        PredictorNet onPixels =
                use.onPixels(input, normalization.byteMean(), normalization.byteDeviation());
        return new Export(
                card.on(onPixels.net()), onPixels.init(workspace::fetchBlob), card.pixels());
    }

    /** Lets the net predict; the predictor closes the workspace. */
    Predictor predictor(Workspace workspace) {
        return new Predictor(workspace, numbers, net);
    }

    /** Writes both and returns what to tell the user. */
    String write(OutputPlace place) throws IOException {
        Path predict = place.write(PREDICT, file -> MessageFiles.write(file, net));
        Path filler = place.write(INIT, file -> MessageFiles.write(file, numbers));
        return "Trained net: %s, its numbers: %s%nIts blob \"%s\" takes pixels as they are: %s. The net subtracts the mean and divides by the deviation itself, and names its classes."
                .formatted(predict, filler, TrainingNets.DATA, takes);
    }
}
