package org.duograph.cli.train;

import picocli.CommandLine.Option;

/** The options that take the place of what the solver says, for trying things out. */
final class SolverOptions {
    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The learning rate, in place of the solver's base_lr.")
    private Float rate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How long to train, in place of the solver's epochs or max_iter.")
    private Float epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images in a batch, in place of the solver's batch_size.")
    private Integer batch;

    /** A solver with what the options say instead. */
    Solver over(Solver solver) {
        Solver.Builder changed = solver.toBuilder();
        if (rate != null) {
            changed.setBaseLr(rate);
        }
        if (epochs != null) {
            changed.clearMaxIter().setEpochs(epochs);
        }
        if (batch != null) {
            changed.setBatchSize(batch);
        }
        return changed.build();
    }
}
