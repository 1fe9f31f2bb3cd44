package org.duograph.tutorials.zoo;

import org.duograph.workspace.proto.NetDef;

/** The exercises about the zoo, solved. */
class Solutions extends Exercises {
    @Override
    public double[] input(byte[] pixels, double[] mean, double scale) {
        double[] input = new double[3];
        for (int i = 0; i < 3; i++) {
            input[i] = ((pixels[2 - i] & 0xff) - mean[i]) * scale;
        }
        return input;
    }

    @Override
    public double[][] gram(double[][] maps) {
        double[][] gram = new double[maps.length][maps.length];
        for (int i = 0; i < maps.length; i++) {
            for (int j = 0; j < maps.length; j++) {
                for (int place = 0; place < maps[i].length; place++) {
                    gram[i][j] += maps[i][place] * maps[j][place] / maps[i].length;
                }
            }
        }
        return gram;
    }

    @Override
    public NetDef features(NetDef predict) {
        int layer = predict.getOpCount() - 2;
        return predict.toBuilder()
                .removeOp(layer + 1)
                .removeOp(layer)
                .clearExternalOutput()
                .addExternalOutput(predict.getOp(layer).getInput(0))
                .build();
    }
}
