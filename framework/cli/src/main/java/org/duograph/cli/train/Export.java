package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.data.Normalization;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.proto.NetDef;

/**
 * The trained net to be used: a net that predicts, and one that fills its numbers. The first takes
 * pixels as they are, normalises them as training did, and names its classes.
 */
final class Export {
    /** How the name of the net's file ends. */
    static final String PREDICT = "_predict.pbtxt";

    /** How the name of its numbers' file ends. */
    static final String INIT = "_init.pb";

    private Export() {}

    /** Writes both and returns what to tell the user. */
    static String write(
            Workspace workspace,
            PredictorNet use,
            DataSet data,
            Normalization normalization,
            OutputPlace place)
            throws IOException {
        String input = TrainingNets.DATA;
        ImageShape shape = data.train().shape();
        ImageCard card =
                ImageCard.of(
                        input, shape.channels(), shape.height(), shape.width(), data.classNames());
        PredictorNet onPixels =
                use.onPixels(input, normalization.byteMean(), normalization.byteDeviation());
        NetDef net = card.on(onPixels.net());
        NetDef numbers = onPixels.init(workspace::fetchBlob);
        Path predict = place.write(PREDICT, file -> MessageFiles.write(file, net));
        Path filler = place.write(INIT, file -> MessageFiles.write(file, numbers));
        return "Trained net: %s, its numbers: %s%nIts blob \"%s\" takes pixels as they are: %s. The net subtracts the mean and divides by the deviation itself, and names its classes."
                .formatted(predict, filler, input, card.pixels());
    }
}
